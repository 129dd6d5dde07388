class Shape {
    static int x;
    static int y;

    void beta() {}

    void gamma() {}
}
