class Base {
    String text() {
        return "base";
    }
}
