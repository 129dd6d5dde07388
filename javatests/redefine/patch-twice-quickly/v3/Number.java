class Number {
    static int get() {
        return 3;
    }
}
