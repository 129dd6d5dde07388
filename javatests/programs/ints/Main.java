/** Prints only ints: loops, calls, static fields, arrays. */
public class Main {
    static int counter;

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    static int next() {
        return ++counter;
    }

    public static void main(String[] args) {
        System.out.println(1 + 2);
        int sum = 0;
        for (int i = 0; i < 1000; i++) {
            sum += i * i;
        }
        System.out.println(sum);
        System.out.println(gcd(1071, 462));
        int[] a = new int[10];
        for (int i = 0; i < a.length; i++) {
            a[i] = i * 7 % 10;
        }
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j + 1 < a.length - i; j++) {
                if (a[j] > a[j + 1]) {
                    int t = a[j];
                    a[j] = a[j + 1];
                    a[j + 1] = t;
                }
            }
        }
        for (int x : a) {
            System.out.println(x);
        }
        next();
        next();
        System.out.println(next());
        System.out.println(Integer.MAX_VALUE + 1);
        System.out.println(-7 / 2);
        System.out.println(-7 % 2);
        System.out.println(-7 >> 1);
        System.out.println(-7 >>> 28);
        System.out.println(1 << 33);
    }
}
