class Figure {
    void paint() {}

    String name() {
        return "figure";
    }

    String show() {
        return name();
    }
}
