class Left {
    static int version() {
        return 0;
    }
}
