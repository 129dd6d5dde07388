class Numbers {
    short b;
    int s;
    int c;
    double i;
    float l;
    double f;

    void fill() {}

    public String toString() {
        return b + " " + s + " " + c + " " + i + " " + l + " " + f;
    }
}
