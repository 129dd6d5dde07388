import java.util.function.Supplier;

class Deep {
    static Supplier<Object> other() {
        return new Supplier<Object>() {
            public Object get() {
                return new Object() {
                    public String toString() {
                        return "other";
                    }
                };
            }
        };
    }

    static Supplier<Object> make(int start) {
        return new Supplier<Object>() {
            int next = start + 1;

            public Object get() {
                int captured = start + 2;
                return new Object() {
                    public String toString() {
                        return "inner of outer " + start + ": " + next + " " + captured;
                    }
                };
            }
        };
    }
}
