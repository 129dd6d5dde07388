class Stock {
    int twice = 2 * this.pieces;
    Short counted = this.pieces;
    Short pieces;

    String show() {
        return pieces + " pieces, counted " + counted + ", twice " + twice;
    }
}
