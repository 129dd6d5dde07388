class Waits {
    int one = 1;
    int more = 2;

    String show() {
        return one + "+" + more;
    }
}
