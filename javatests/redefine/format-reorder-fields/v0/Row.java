class Row {
    int a;
    String b;
    double c;
    char d;

    void fill() {
        a = 1;
        b = "two";
        c = 3;
        d = 'd';
    }

    public String toString() {
        return "a=" + a + " b=" + b + " c=" + c + " d=" + d;
    }
}
