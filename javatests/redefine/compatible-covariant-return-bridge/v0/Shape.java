class Shape {
    String origin = "Shape";

    Shape copy() {
        return new Shape();
    }

    String label() {
        return "copy of " + origin;
    }
}
