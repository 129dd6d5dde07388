import java.util.concurrent.atomic.AtomicInteger;

/** Threads read and write fields of all objects through the same instructions while versions come and go. */
public class Main {
    private static volatile Shape[][] all = {};
    private static volatile boolean over;
    private static final AtomicInteger wrong = new AtomicInteger();
    private static final AtomicInteger rounds = new AtomicInteger();

    public static void main(String[] args) throws Exception {
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(Main::hammer);
            threads[i].start();
        }
        do {
            // The oldest go: the numbers of their layouts may be given to others.
            int from = all.length == 3 ? 1 : 0;
            Shape[][] next = new Shape[all.length - from + 1][];
            System.arraycopy(all, from, next, 0, all.length - from);
            next[next.length - 1] = Shapes.make();
            all = next;
            if (from == 1) {
                System.gc();
            }
            int begin = rounds.get();
            while (rounds.get() < begin + 200) {
                Thread.sleep(1);
            }
            for (Shape[] shapes : all) {
                long read = 0;
                int mixed = 0;
                for (Shape shape : shapes) {
                    read += read(shape);
                    mixed += shape.mixed();
                }
                System.out.println("read " + read + " mixed " + mixed);
            }
            System.out.println("wrong " + wrong.get());
        } while (Live.update());
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void hammer() {
        while (!over) {
            for (Shape[] shapes : all) {
                for (int i = 0; i < shapes.length; i++) {
                    Shape shape = shapes[i];
                    int n = i + 1;
                    write(shape, n);
                    if (read(shape) != 10L * n + n % 2 || shape.kind() != n) {
                        wrong.incrementAndGet();
                    }
                }
            }
            rounds.incrementAndGet();
        }
    }

    private static long read(Shape s) {
        return s.number + s.small + s.letter + s.middle + s.large + (long) s.real + (long) s.rough + (s.odd ? 1 : 0)
                + (Integer) s.boxed + s.shared + (Integer) s.held;
    }

    private static void write(Shape s, int n) {
        s.number = n;
        s.small = (byte) n;
        s.letter = (char) n;
        s.middle = (short) n;
        s.large = n;
        s.real = n;
        s.rough = n;
        s.odd = n % 2 == 1;
        s.boxed = n;
        s.shared = n;
        s.held = n;
    }
}
