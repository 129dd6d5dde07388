class Thrower {
    static String go() {
        try {
            throw new Broken();
        } catch (Exception e) {
            return "thrown";
        }
    }
}
