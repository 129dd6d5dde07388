class Later {
    static String text() {
        return "later v0";
    }
}
