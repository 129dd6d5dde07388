class Gate {
    static Object make(int which) {
        return new Object() {
            public String toString() {
                return "ticket for a";
            }

            public int hashCode() {
                return which;
            }
        };
    }
}
