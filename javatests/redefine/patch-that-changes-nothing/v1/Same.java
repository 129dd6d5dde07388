class Same {
    static String text() {
        return "same";
    }
}
