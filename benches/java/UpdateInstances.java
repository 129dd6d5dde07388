/** Holds instances of a class that changes among other data, and says how long a full collection takes. For the update benchmark. */
public class UpdateInstances {
    private static Object[] others;
    private static Changing[] instances;

    public static void main(String[] args) throws Exception {
        instances = new Changing[Integer.parseInt(args[0])];
        // A node and its array of five numbers have about 64 bytes.
        others = new Object[Integer.parseInt(args[1]) * 16_384];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Node(i);
        }
        int shown = 0;
        fill();
        while (true) {
            int version = Changing.version();
            if (version != shown) {
                shown = version;
                System.out.println("version " + version);
                fill();
            }
            Thread.sleep(1);
        }
    }

    private static void fill() {
        for (int i = 0; i < instances.length; i++) {
            instances[i] = new Changing(i);
        }
        System.gc();
        long begin = System.nanoTime();
        System.gc();
        System.out.println("collection " + (System.nanoTime() - begin));
    }

    private static final class Node {
        final int number;
        final int[] numbers;

        Node(int number) {
            this.number = number;
            this.numbers = new int[] {number, 1, 2, 3, 4};
        }
    }
}
