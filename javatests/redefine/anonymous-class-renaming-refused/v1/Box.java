class Box {
    static Object zero() {
        return new Object() {
            public String toString() {
                return "zero";
            }
        };
    }

    static Object make() {
        return new Object() {
            public String toString() {
                return "one";
            }
        };
    }
}
