class Maker {
    static Object make(int n) {
        return new Object() {
            public String toString() {
                return "anonymous v0 of " + n;
            }
        };
    }
}
