class Twins {
    static Object[] make() {
        int[] numbers = {1, 2, 3};
        Object twin0 = new Object() {
            int number = numbers[Math.min(2, 0)];

            public String toString() {
                return String.valueOf(number);
            }
        };
        Object twin1 = new Object() {
            int number = numbers[Math.min(2, 1)];

            public String toString() {
                return String.valueOf(number);
            }
        };
        return new Object[] {twin0, twin1};
    }
}
