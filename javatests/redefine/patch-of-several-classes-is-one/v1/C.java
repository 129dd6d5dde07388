class C {
    static String text() {
        return more();
    }

    static String more() {
        return "C1";
    }
}
