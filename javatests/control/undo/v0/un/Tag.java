package un;

class Tag {
    private String text;

    Tag(String text) {
        this.text = text;
    }

    String show() {
        return "text " + text;
    }
}
