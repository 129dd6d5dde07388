class Stock {
    short pieces = 12;

    String show() {
        return pieces + " pieces";
    }
}
