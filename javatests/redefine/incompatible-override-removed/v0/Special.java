class Special extends General {
    String kind() {
        return "special";
    }
}
