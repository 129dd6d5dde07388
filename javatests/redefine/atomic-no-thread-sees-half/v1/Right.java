class Right {
    static int version() {
        return 1;
    }
}
