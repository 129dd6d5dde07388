import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Producers and consumers over a bounded buffer with wait and notifyAll. */
public class Main {
    static final class Buffer {
        private final int[] items = new int[4];
        private int size;
        private int head;
        private boolean closed;

        synchronized void put(int x) throws InterruptedException {
            while (size == items.length) {
                wait();
            }
            items[(head + size++) % items.length] = x;
            notifyAll();
        }

        synchronized Integer take() throws InterruptedException {
            while (size == 0) {
                if (closed) {
                    return null;
                }
                wait();
            }
            int x = items[head];
            head = (head + 1) % items.length;
            size--;
            notifyAll();
            return x;
        }

        synchronized void close() {
            closed = true;
            notifyAll();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Buffer buffer = new Buffer();
        List<Integer> all = Collections.synchronizedList(new ArrayList<>());
        Thread[] producers = new Thread[3];
        for (int p = 0; p < producers.length; p++) {
            int base = p * 1000;
            producers[p] = new Thread(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        buffer.put(base + i);
                    }
                } catch (InterruptedException e) {
                    System.out.println("interrupted");
                }
            });
            producers[p].start();
        }
        Thread[] consumers = new Thread[4];
        for (int c = 0; c < consumers.length; c++) {
            consumers[c] = new Thread(() -> {
                try {
                    for (Integer x; (x = buffer.take()) != null; ) {
                        all.add(x);
                    }
                } catch (InterruptedException e) {
                    System.out.println("interrupted");
                }
            });
            consumers[c].start();
        }
        for (Thread t : producers) {
            t.join();
        }
        buffer.close();
        for (Thread t : consumers) {
            t.join();
        }
        Collections.sort(all);
        System.out.println(all.size() + " items, first " + all.get(0) + ", last " + all.get(599));
        long sum = 0;
        for (int x : all) {
            sum += x;
        }
        System.out.println("sum " + sum);
    }
}
