class Root {
    String name() {
        return "base";
    }
}
