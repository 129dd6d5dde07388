class A {
    static String text() {
        return "A0";
    }
}
