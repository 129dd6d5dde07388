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
                return "eins";
            case TWO:
                return "zwei";
            default:
                return "?";
        }
    }

    static String more() {
        switch (Heat.WARM) {
            case WARM:
                return " warm";
            default:
                return " cold";
        }
    }
}
