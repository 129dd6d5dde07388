/** Overflows the stack, recovers, and does real work afterwards. */
public class Main {
    static int depth;

    static void down() {
        depth++;
        down();
    }

    static int mutual(int n, String s) {
        return n % 2 == 0 ? other(n + 1, s + "") : other(n + 1, s);
    }

    static int other(int n, String s) {
        return mutual(n + 1, s) + 1;
    }

    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            depth = 0;
            try {
                down();
            } catch (StackOverflowError e) {
                System.out.println("caught " + e.getClass().getSimpleName() + " " + e.getMessage() + ", deep enough: " + (depth > 500)
                    + ", top " + e.getStackTrace()[0].getMethodName());
            }
        }
        try {
            mutual(0, "x");
        } catch (StackOverflowError e) {
            System.out.println("mutual too");
        }
        Thread t = new Thread(() -> {
            try {
                down();
            } catch (StackOverflowError e) {
                System.out.println("in a thread");
            }
        });
        t.start();
        t.join();
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            b.append(String.format("%d,", i * i));
        }
        System.out.println(b);
    }
}
