class Local extends Config {
    static int level = 9;
}
