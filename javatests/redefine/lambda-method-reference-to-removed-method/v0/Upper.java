class Upper {
    static String up(String text) {
        return text.toUpperCase();
    }
}
