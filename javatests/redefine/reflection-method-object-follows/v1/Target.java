class Target {
    String version() {
        return "v1";
    }
}
