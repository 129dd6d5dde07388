class Buttons {
    static Object close() {
        return new Object() {
            public String toString() {
                return "close";
            }
        };
    }
}
