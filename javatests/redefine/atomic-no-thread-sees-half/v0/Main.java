import java.util.concurrent.atomic.AtomicInteger;

public class Main {
    static final AtomicInteger MIXED = new AtomicInteger();
    static volatile boolean stop;

    public static void main(String[] args) throws Exception {
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                while (!stop) {
                    // Left is asked before and after: if it is the same version, Right must be of that version, too.
                    int before = Left.version();
                    int right = Right.version();
                    if (before == Left.version() && right != before) {
                        MIXED.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        do {
            System.out.println(Left.version());
            System.out.println("mixed: " + MIXED);
        } while (Live.update());
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
