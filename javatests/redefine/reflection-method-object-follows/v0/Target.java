class Target {
    String version() {
        return "v0";
    }
}
