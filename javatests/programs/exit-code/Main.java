/** Tells its result by the exit code alone, so that it works before any output does. */
public class Main {
    static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    public static void main(String[] args) {
        System.exit(fib(10));
    }
}
