class Field {
    final int width;

    Field(int width) {
        this.width = width;
    }

    String show() {
        return "width " + width;
    }
}
