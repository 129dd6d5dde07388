class Stats {
    static int hits;

    static String hit() {
        return "hits " + ++hits;
    }
}
