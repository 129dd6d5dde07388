class Sizes {
    static Object other() {
        return new Object() {
            public String toString() {
                return "other";
            }
        };
    }

    static Object make() {
        return new Object() {
            String size = "small";
            String width = "wide";

            public String toString() {
                return size + " and " + width;
            }
        };
    }
}
