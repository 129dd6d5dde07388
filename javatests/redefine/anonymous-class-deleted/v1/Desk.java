class Desk {
    private static String secret() {
        return "no secret";
    }

    static Object make(int which) {
        return new Object() {
            public String toString() {
                return "two";
            }
        };
    }
}
