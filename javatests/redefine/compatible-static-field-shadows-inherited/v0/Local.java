class Local extends Config {
    static {
        level = 1;
    }
}
