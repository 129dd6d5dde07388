class Figure {
    String color = "red";
    long layer = 9L;

    void paint() {
        color = "blue";
    }

    String name() {
        return "figure";
    }

    String show() {
        return color + " " + name() + " on " + layer;
    }
}
