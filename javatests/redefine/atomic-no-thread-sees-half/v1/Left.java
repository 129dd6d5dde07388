class Left {
    static int version() {
        return 1;
    }
}
