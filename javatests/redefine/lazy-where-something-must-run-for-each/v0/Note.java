class Note {
    final String text;

    Note(String text) {
        this.text = text;
    }

    public String toString() {
        return "Note " + text;
    }
}
