class Sizes {
    static Object make() {
        return new Object() {
            String size = "small";

            public String toString() {
                return size;
            }
        };
    }
}
