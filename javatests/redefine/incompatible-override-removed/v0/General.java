class General {
    String kind() {
        return "general";
    }
}
