class Shape {
    static int x;

    void alpha() {}

    void beta() {}
}
