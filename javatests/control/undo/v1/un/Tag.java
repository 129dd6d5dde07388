package un;

class Tag {
    String label;

    Tag(String label) {
        this.label = label;
    }

    String show() {
        return "label " + label;
    }
}
