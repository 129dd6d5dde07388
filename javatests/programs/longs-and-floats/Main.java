/** Long, float and double arithmetic, printed through the library's own conversions. */
public class Main {
    static long power(long base, int n) {
        long r = 1;
        for (int i = 0; i < n; i++) {
            r *= base;
        }
        return r;
    }

    public static void main(String[] args) {
        System.out.println(power(3, 39));
        System.out.println(power(3, 41));
        System.out.println(Long.MIN_VALUE / -1);
        System.out.println(1L << 63);
        System.out.println(-1L >>> 1);
        System.out.println(0.1 + 0.2);
        System.out.println(1.0f / 3.0f);
        System.out.println(1.0 / 0.0);
        System.out.println(-1.0 / 0.0);
        System.out.println(0.0 / 0.0);
        System.out.println(-0.0);
        System.out.println((int) 1e20);
        System.out.println((long) -1e30f);
        System.out.println((int) Double.NaN);
        System.out.println(5.5 % 2.25);
        System.out.println(-5.5f % 2.25f);
        System.out.println((byte) 200 + " " + (short) 70000 + " " + (char) 65601);
        System.out.println(Double.MIN_VALUE + " " + Float.MAX_VALUE);
        double x = 2;
        for (int i = 0; i < 6; i++) {
            x = x - (x * x - 2) / (2 * x);
        }
        System.out.println(x);
    }
}
