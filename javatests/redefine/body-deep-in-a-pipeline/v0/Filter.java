class Filter {
    boolean takes(int n) {
        return n % 2 == 0;
    }
}
