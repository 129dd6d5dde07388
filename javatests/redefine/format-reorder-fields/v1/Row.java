class Row {
    char d;
    double c;
    String b;
    int a;

    void fill() {}

    public String toString() {
        return "a=" + a + " b=" + b + " c=" + c + " d=" + d;
    }
}
