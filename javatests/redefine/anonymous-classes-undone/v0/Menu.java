class Menu {
    static Object make(boolean first) {
        if (first) {
            return new Object() {
                public String toString() {
                    return "a";
                }
            };
        }
        return new Object() {
            public String toString() {
                return "b";
            }
        };
    }
}
