class Menu {
    static Object make(boolean first) {
        return new Object() {
            public String toString() {
                return "b";
            }
        };
    }
}
