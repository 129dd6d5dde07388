class Shape {
    String text() {
        return "shape";
    }
}
