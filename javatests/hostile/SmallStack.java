/** A long run and recursion without end on a thread with a stack of 64 KiB. */
public final class SmallStack {
    private static int depth;

    private SmallStack() {
    }

    private static int endless(int n, long l) {
        depth++;
        return endless(n + 1, l * 3) + 1;
    }

    /** Ten instructions a round, ten million rounds. */
    private static long count() {
        long sum = 0;
        for (int i = 0; i < 12_500_000; i++) {
            sum = sum * 31 + (i ^ sum >>> 7);
        }
        return sum;
    }

    private static void work() {
        System.out.println("counted " + count());
        for (int i = 0; i < 20; i++) {
            depth = 0;
            try {
                System.out.println(endless(0, i));
            } catch (StackOverflowError e) {
                if (depth < 50 || e.getStackTrace().length == 0) {
                    System.out.println("at depth " + depth);
                }
            }
        }
        System.out.println("counted again " + count());
        System.out.println(String.format("still here: %s", java.util.List.of(1, 2, 3)));
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            work();
            // A stack that no address space has room for.
            try {
                Thread huge = new Thread(null, () -> System.out.println("ran"), "huge", 1L << 46);
                huge.start();
                huge.join();
            } catch (OutOfMemoryError e) {
                System.out.println("ran");
            }
            return;
        }
        for (long size : new long[] {64 << 10, 1, 0, 300 << 10}) {
            Thread thread = new Thread(null, SmallStack::work, "small", size);
            thread.start();
            thread.join();
            System.out.println("ended, asked for " + size);
        }
    }
}
