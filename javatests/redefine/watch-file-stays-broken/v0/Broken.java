class Broken {
    static String text() {
        return "broken 0";
    }
}
