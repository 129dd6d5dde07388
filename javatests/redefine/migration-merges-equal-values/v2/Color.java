class Color {
    final int red;
    final int green;
    int uses = 1;

    Color(int red, int green) {
        this.red = red;
        this.green = green;
    }

    int sum() {
        return red + green;
    }

    public String toString() {
        return red + "/" + green + "x" + uses;
    }
}
