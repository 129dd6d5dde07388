class Right {
    static int version() {
        return 0;
    }
}
