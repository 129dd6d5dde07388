class Maker {
    static Object make(int a, String b) {
        return new Object() {
            public String toString() {
                return a + " " + b;
            }
        };
    }
}
