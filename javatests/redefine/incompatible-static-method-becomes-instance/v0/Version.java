class Version {
    static String text() {
        return "v0";
    }
}
