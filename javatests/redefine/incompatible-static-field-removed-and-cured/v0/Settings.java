class Settings {
    static int retries = 3;
}
