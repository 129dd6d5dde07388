class Note {
    final String text;

    Note(String text) {
        this.text = text;
    }

    String show() {
        return text + " has no tags";
    }
}
