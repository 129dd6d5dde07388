class One {
    static String text() {
        return "one 1";
    }
}
