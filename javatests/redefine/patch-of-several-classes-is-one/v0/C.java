class C {
    static String text() {
        return "C0";
    }
}
