enum Op {
    PLUS {
        int apply(int a, int b) {
            return a + b;
        }
    },
    MINUS {
        int apply(int a, int b) {
            return a - b;
        }
    };

    abstract int apply(int a, int b);
}
