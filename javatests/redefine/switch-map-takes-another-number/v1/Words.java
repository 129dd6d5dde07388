class Words {
    static Object comma() {
        return new Object() {
            public String toString() {
                return ",";
            }
        };
    }

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
