class Maker {
    static Object make(int n) {
        return new Object() {
            public String toString() {
                return "anonymous v1 of " + n;
            }
        };
    }
}
