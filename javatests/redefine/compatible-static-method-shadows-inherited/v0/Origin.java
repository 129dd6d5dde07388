class Origin {
    static String origin() {
        return "base";
    }
}
