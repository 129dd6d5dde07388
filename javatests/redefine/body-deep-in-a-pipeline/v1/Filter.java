class Filter {
    boolean takes(int n) {
        return n % 3 == 0;
    }
}
