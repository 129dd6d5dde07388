class Render {
    String one(String text) {
        return text;
    }
}
