import java.util.Arrays;

class Everything {
    boolean z;
    byte b;
    char c;
    short s;
    int i;
    float f;
    long j;
    double d;
    String t;
    int[] a;

    void fill() {
        z = true;
        b = -8;
        c = 'z';
        s = -300;
        i = 70000;
        f = 1.5f;
        j = 5_000_000_000L;
        d = -2.25;
        t = "text";
        a = new int[] {1, 2};
    }

    public String toString() {
        return z + " " + b + " " + c + " " + s + " " + i + " " + f + " " + j + " " + d + " " + t + " " + Arrays.toString(a);
    }
}
