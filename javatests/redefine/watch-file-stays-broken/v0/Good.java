class Good {
    static String text() {
        return "good 0";
    }
}
