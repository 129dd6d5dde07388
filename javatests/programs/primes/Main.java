/** A sieve and a factorisation. */
public class Main {
    public static void main(String[] args) {
        int n = 20000;
        boolean[] composite = new boolean[n + 1];
        int count = 0;
        int last = 0;
        for (int i = 2; i <= n; i++) {
            if (composite[i]) {
                continue;
            }
            count++;
            last = i;
            for (long j = (long) i * i; j <= n; j += i) {
                composite[(int) j] = true;
            }
        }
        System.out.println(count + " primes up to " + n + ", last " + last);
        for (long x : new long[] {360, 97, 1001, 1L << 40, 999999000001L, 600851475143L}) {
            StringBuilder b = new StringBuilder().append(x).append(" =");
            long rest = x;
            for (long d = 2; d * d <= rest; d++) {
                if (d > 7000) {
                    break;
                }
                while (rest % d == 0) {
                    b.append(' ').append(d);
                    rest /= d;
                }
            }
            if (rest > 1) {
                b.append(' ').append(rest);
            }
            System.out.println(b);
        }
    }
}
