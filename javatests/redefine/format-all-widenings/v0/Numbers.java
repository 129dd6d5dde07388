class Numbers {
    byte b;
    short s;
    char c;
    int i;
    long l;
    float f;

    void fill() {
        b = -1;
        s = -2;
        c = 'c';
        i = 4;
        l = 5;
        f = 6.5f;
    }

    public String toString() {
        return b + " " + s + " " + c + " " + i + " " + l + " " + f;
    }
}
