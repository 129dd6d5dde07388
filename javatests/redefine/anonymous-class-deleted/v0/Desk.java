class Desk {
    private static String secret() {
        return "secret";
    }

    static Object make(int which) {
        if (which == 1) {
            return new Object() {
                public String toString() {
                    return secret() + " one";
                }
            };
        }
        return new Object() {
            public String toString() {
                return "two";
            }
        };
    }
}
