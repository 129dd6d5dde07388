class Version {
    String text() {
        return "v1";
    }
}
