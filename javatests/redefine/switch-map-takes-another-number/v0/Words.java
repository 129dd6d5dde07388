class Words {
    static String of(Digit digit) {
        switch (digit) {
            case ONE:
                return "one";
            case TWO:
                return "two";
            default:
                return "?";
        }
    }

    static String more() {
        return "";
    }
}
