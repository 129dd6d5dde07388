class Waits {
    int one = 1;

    String show() {
        return "" + one;
    }
}
