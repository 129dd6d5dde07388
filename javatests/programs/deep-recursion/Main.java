/** Deep but finite recursion, in main and in a thread with a big stack. */
public class Main {
    static long sum(int n) {
        return n == 0 ? 0 : n + sum(n - 1);
    }

    interface Tree {
        int size();
    }

    static int hanoi(int n, int from, int to, int via) {
        return n == 0 ? 0 : hanoi(n - 1, from, via, to) + 1 + hanoi(n - 1, via, to, from);
    }

    static int collatz(long n) {
        return n == 1 ? 0 : 1 + collatz(n % 2 == 0 ? n / 2 : 3 * n + 1);
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println(sum(3000));
        System.out.println(hanoi(14, 1, 2, 3));
        System.out.println(collatz(837799));
        Tree t = () -> 1;
        for (int i = 0; i < 1000; i++) {
            Tree below = t;
            t = () -> below.size() + 1;
        }
        System.out.println(t.size());
        long[] r = new long[1];
        Thread big = new Thread(null, () -> r[0] = sum(200_000), "big", 512L << 20);
        big.start();
        big.join();
        System.out.println(r[0]);
    }
}
