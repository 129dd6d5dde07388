class Number {
    static int get() {
        return 1;
    }
}
