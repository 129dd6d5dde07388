class Thrower {
    static String go() {
        return "not thrown";
    }
}
