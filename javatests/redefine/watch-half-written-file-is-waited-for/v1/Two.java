class Two {
    static String text() {
        return "two 1";
    }
}
