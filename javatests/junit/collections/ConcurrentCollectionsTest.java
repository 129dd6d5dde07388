package collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** java.util.concurrent's collections. */
class ConcurrentCollectionsTest {
    private static void inThreads(int n, java.util.function.IntConsumer body) throws InterruptedException {
        Thread[] ts = new Thread[n];
        for (int i = 0; i < n; i++) {
            int k = i;
            ts[i] = new Thread(() -> body.accept(k));
            ts[i].start();
        }
        for (Thread t : ts) {
            t.join();
        }
    }

    @Test
    void concurrentHashMapCountsExactly() throws InterruptedException {
        ConcurrentHashMap<Integer, Integer> m = new ConcurrentHashMap<>();
        inThreads(4, t -> {
            for (int i = 0; i < 1000; i++) {
                m.merge(i % 50, 1, Integer::sum);
            }
        });
        assertEquals(50, m.size());
        assertEquals(4000, m.reduceValuesToInt(1000, x -> x, 0, Integer::sum));
        assertEquals(80, m.get(7));
    }

    @Test
    void concurrentHashMapOperations() {
        ConcurrentHashMap<String, Integer> m = new ConcurrentHashMap<>();
        assertEquals(1, m.computeIfAbsent("a", k -> 1));
        assertNull(m.putIfAbsent("b", 2));
        assertThrows(NullPointerException.class, () -> m.put("x", null));
        assertTrue(m.remove("a", 1));
        assertFalse(m.replace("b", 9, 3));
        for (int i = 0; i < 300; i++) {
            m.put("k" + i, i);
        }
        assertEquals(301, m.mappingCount());
        assertEquals("k299", m.search(1, (k, v) -> v == 299 ? k : null));
        // Iterators are weakly consistent: no exception while the map changes.
        int seen = 0;
        for (String k : m.keySet()) {
            m.remove(k);
            seen++;
        }
        assertEquals(301, seen);
        assertTrue(m.isEmpty());
        assertTrue(ConcurrentHashMap.newKeySet().add("x"));
        assertThrows(IllegalStateException.class, () -> m.computeIfAbsent("r", k -> m.computeIfAbsent("r", j -> 1)));
    }

    @Test
    void skipLists() throws InterruptedException {
        ConcurrentSkipListMap<Integer, Integer> m = new ConcurrentSkipListMap<>();
        inThreads(3, t -> {
            for (int i = t; i < 600; i += 3) {
                m.put(i, t);
            }
        });
        assertEquals(600, m.size());
        int k = 0;
        for (int key : m.keySet()) {
            assertEquals(k++, key);
        }
        assertEquals(299, m.lowerKey(300));
        assertEquals(10, m.subMap(50, 60).size());
        ConcurrentSkipListSet<String> s = new ConcurrentSkipListSet<>(List.of("c", "a", "b"));
        assertEquals("a", s.pollFirst());
        assertEquals("[c, b]", s.descendingSet().toString());
    }

    @Test
    void copyOnWrite() {
        CopyOnWriteArrayList<Integer> l = new CopyOnWriteArrayList<>(List.of(1, 2, 3));
        int sum = 0;
        for (int x : l) {
            l.add(x * 10);
            sum += x;
        }
        assertEquals(6, sum);
        assertEquals(List.of(1, 2, 3, 10, 20, 30), l);
        assertFalse(l.addIfAbsent(3));
        assertThrows(UnsupportedOperationException.class, () -> {
            var it = l.iterator();
            it.next();
            it.remove();
        });
    }

    @Test
    void linkedQueues() throws InterruptedException {
        ConcurrentLinkedQueue<Integer> q = new ConcurrentLinkedQueue<>();
        inThreads(4, t -> {
            for (int i = 0; i < 500; i++) {
                q.add(t * 1000 + i);
            }
        });
        int[] last = {-1, -1, -1, -1};
        int n = 0;
        for (Integer x; (x = q.poll()) != null; n++) {
            int t = x / 1000;
            assertTrue(x % 1000 > last[t]);
            last[t] = x % 1000;
        }
        assertEquals(2000, n);
        ConcurrentLinkedDeque<String> d = new ConcurrentLinkedDeque<>();
        d.offerFirst("b");
        d.offerFirst("a");
        d.offerLast("c");
        assertEquals("[a, b, c]", d.toString());
        assertEquals("c", d.pollLast());
    }

    @Test
    void blockingQueueHandsOver() throws InterruptedException {
        BlockingQueue<Integer> q = new ArrayBlockingQueue<>(4);
        List<Integer> got = new ArrayList<>();
        Thread consumer = new Thread(() -> {
            try {
                for (int x; (x = q.take()) >= 0; ) {
                    got.add(x);
                }
            } catch (InterruptedException e) {
                got.add(-100);
            }
        });
        consumer.start();
        for (int i = 0; i < 200; i++) {
            q.put(i);
        }
        q.put(-1);
        consumer.join();
        assertEquals(200, got.size());
        assertEquals(199, got.get(199));
    }

    @Test
    void timedAndFullQueues() throws InterruptedException {
        ArrayBlockingQueue<Integer> q = new ArrayBlockingQueue<>(1);
        assertTrue(q.offer(1));
        assertFalse(q.offer(2));
        assertFalse(q.offer(2, 1, TimeUnit.MILLISECONDS));
        assertThrows(IllegalStateException.class, () -> q.add(3));
        assertEquals(1, q.poll(1, TimeUnit.SECONDS));
        assertNull(q.poll(1, TimeUnit.MILLISECONDS));
        LinkedBlockingDeque<Integer> d = new LinkedBlockingDeque<>();
        d.putFirst(1);
        d.putLast(2);
        assertEquals(2, d.takeLast());
        List<Integer> drained = new ArrayList<>();
        assertEquals(1, d.drainTo(drained));
        assertEquals(0, d.size());
    }

    @Test
    void priorityBlockingAndDelay() throws InterruptedException {
        PriorityBlockingQueue<Integer> p = new PriorityBlockingQueue<>(List.of(5, 1, 3));
        assertEquals(1, p.take());
        assertEquals(3, p.take());
        record After(long at, String name) implements Delayed {
            @Override
            public long getDelay(TimeUnit unit) {
                return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
            }

            @Override
            public int compareTo(Delayed o) {
                return Long.compare(at, ((After) o).at);
            }
        }

        DelayQueue<After> d = new DelayQueue<>();
        long now = System.nanoTime();
        d.add(new After(now + 30_000_000, "late"));
        d.add(new After(now + 5_000_000, "early"));
        assertEquals("early", d.take().name());
        assertEquals("late", d.take().name());
    }

    @Test
    void synchronousAndTransfer() throws InterruptedException {
        SynchronousQueue<String> s = new SynchronousQueue<>();
        assertFalse(s.offer("nobody"));
        Thread t = new Thread(() -> {
            try {
                s.put("handed");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        t.start();
        assertEquals("handed", s.take());
        t.join();
        LinkedTransferQueue<Integer> q = new LinkedTransferQueue<>();
        assertFalse(q.tryTransfer(1));
        q.put(2);
        assertEquals(2, q.take());
    }
}
