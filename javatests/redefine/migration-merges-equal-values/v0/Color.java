class Color {
    int red;
    int green;

    Color(int red, int green) {
        this.red = red;
        this.green = green;
    }

    public String toString() {
        return red + "/" + green;
    }
}
