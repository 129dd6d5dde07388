class Box {
    static Object make() {
        return new Object() {
            public String toString() {
                return "one";
            }
        };
    }
}
