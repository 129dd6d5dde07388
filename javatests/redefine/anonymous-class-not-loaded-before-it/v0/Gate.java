class Gate {
    static Object make(int which) {
        if (which == 1) {
            return new Object() {
                public int hashCode() {
                    return 11;
                }
            };
        }
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
