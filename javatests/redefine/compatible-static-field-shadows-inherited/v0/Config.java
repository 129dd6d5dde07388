class Config {
    static int level = 1;
}
