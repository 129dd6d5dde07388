class Buttons {
    static Object open() {
        return new Object() {
            public String toString() {
                return "open";
            }
        };
    }

    static Object close() {
        return new Object() {
            public String toString() {
                return "close";
            }
        };
    }
}
