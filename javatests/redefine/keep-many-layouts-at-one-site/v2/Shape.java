class Shape {
    Object first = "first";
    long early = 1;
    int late = 2;
    int number;
    byte small;
    char letter;
    short middle;
    long large;
    double real;
    float rough;
    boolean odd;
    Object boxed;
    volatile int shared;
    volatile Object held;

    Shape(int n) {
        number = n;
        small = (byte) n;
        letter = (char) n;
        middle = (short) n;
        large = n;
        real = n;
        rough = n;
        odd = n % 2 == 1;
        boxed = n;
        shared = n;
        held = n;
    }

    int kind() {
        return 0;
    }

    private int own() {
        return number * 3 + late * 1_000_000;
    }

    int mixed() {
        return own() + kind();
    }
}
