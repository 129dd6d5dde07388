import java.util.Arrays;

class Everything {
    byte x = 1;
    boolean z;
    byte b;
    char c;
    short s;
    double y = 2;
    int i;
    float f;
    char w = 'w';
    long j;
    double d;
    String t;
    int[] a;

    void fill() {}

    public String toString() {
        return z + " " + b + " " + c + " " + s + " " + i + " " + f + " " + j + " " + d + " " + t + " " + Arrays.toString(a)
                + " plus " + x + " " + (int) y + " " + w;
    }
}
