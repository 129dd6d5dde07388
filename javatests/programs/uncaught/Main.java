/** An uncaught exception with a cause: trace on stderr, exit code 1. */
public class Main {
    static void inner(int n) {
        if (n == 0) {
            throw new IllegalArgumentException("inner failed");
        }
        inner(n - 1);
    }

    static void outer() {
        try {
            inner(3);
        } catch (IllegalArgumentException e) {
            IllegalStateException wrapped = new IllegalStateException("outer failed", e);
            wrapped.addSuppressed(new RuntimeException("also this"));
            throw wrapped;
        }
    }

    public static void main(String[] args) {
        System.out.println("before");
        outer();
        System.out.println("never");
    }
}
