package memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Allocation of many and of big objects, survival over collections, OutOfMemoryError. */
@Timeout(120)
class AllocationTest {
    private static final class Tree {
        final Tree left;
        final Tree right;

        Tree(int depth) {
            left = depth == 0 ? null : new Tree(depth - 1);
            right = depth == 0 ? null : new Tree(depth - 1);
        }

        int count() {
            return left == null ? 1 : 1 + left.count() + right.count();
        }
    }

    @Test
    void treesOverCollections() {
        Tree old = new Tree(10);
        int sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += new Tree(8).count();
        }
        System.gc();
        assertEquals(20 * 511, sum);
        assertEquals(2047, old.count());
    }

    @Test
    void identityHashSurvivesMoving() {
        Object[] all = new Object[500];
        int[] hashes = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Object();
            hashes[i] = System.identityHashCode(all[i]);
        }
        byte[][] noise = new byte[50][];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 500; i++) {
                noise[i % 50] = new byte[2000];
            }
            System.gc();
        }
        for (int i = 0; i < all.length; i++) {
            assertEquals(hashes[i], all[i].hashCode());
        }
        assertEquals(0, noise[0][0]);
    }

    @Test
    void identityMapsSurviveMoving() {
        Map<Object, Integer> m = new IdentityHashMap<>();
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Object k = new Object();
            keys.add(k);
            m.put(k, i);
        }
        System.gc();
        for (int i = 0; i < 300; i++) {
            assertEquals(i, m.get(keys.get(i)));
        }
    }

    @Test
    void hashCodesDiffer() {
        int same = 0;
        int h = new Object().hashCode();
        for (int i = 0; i < 100; i++) {
            if (new Object().hashCode() == h) {
                same++;
            }
        }
        assertTrue(same < 3);
        assertEquals(0, System.identityHashCode(null));
        assertNotEquals(0, System.identityHashCode("x"));
    }

    @Test
    void oldObjectsPointToYoungOnes() {
        Object[] old = new Object[1000];
        System.gc();
        System.gc();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < old.length; i++) {
                old[i] = new int[] {round, i};
            }
            for (int i = 0; i < 300; i++) {
                byte[] garbage = new byte[5000];
                garbage[0] = 1;
            }
            System.gc();
            for (int i = 0; i < old.length; i++) {
                int[] x = (int[]) old[i];
                assertTrue(x[0] == round && x[1] == i);
            }
        }
    }

    @Test
    void longListsAreTraversedWithoutRecursion() {
        class Node {
            Node next;
            final int v;

            Node(int v, Node next) {
                this.v = v;
                this.next = next;
            }
        }

        Node head = null;
        for (int i = 0; i < 100_000; i++) {
            head = new Node(i, head);
        }
        System.gc();
        int n = 0;
        for (Node x = head; x != null; x = x.next) {
            n++;
        }
        assertEquals(100_000, n);
    }

    @Test
    void bigArrays() {
        long[] a = new long[2_000_000];
        a[1_999_999] = 7;
        byte[] b = new byte[20_000_000];
        b[b.length - 1] = 1;
        System.gc();
        assertEquals(7, a[1_999_999]);
        assertEquals(1, b[b.length - 1]);
        assertEquals(0, b[b.length / 2]);
        Object[] o = new Object[300_000];
        o[299_999] = "last";
        System.gc();
        assertEquals("last", o[299_999]);
    }

    @Test
    void tooBigArraysThrow() {
        OutOfMemoryError e = assertThrows(OutOfMemoryError.class, () -> assertNotNull(new long[Integer.MAX_VALUE]));
        assertNotNull(e.getMessage());
        assertEquals("Requested array size exceeds VM limit",
            assertThrows(OutOfMemoryError.class, () -> assertNotNull(new byte[Integer.MAX_VALUE])).getMessage());
        assertEquals(10, new int[10].length);
    }

    @Test
    void allThreadsAllocate() throws InterruptedException {
        Thread[] ts = new Thread[4];
        int[] sums = new int[ts.length];
        for (int t = 0; t < ts.length; t++) {
            int me = t;
            ts[t] = new Thread(() -> {
                Map<Integer, int[]> kept = new HashMap<>();
                for (int i = 0; i < 5000; i++) {
                    kept.put(i % 100, new int[] {me, i});
                }
                for (int[] x : kept.values()) {
                    sums[me] += x[0] == me ? 1 : 1000;
                }
            });
            ts[t].start();
        }
        System.gc();
        for (Thread t : ts) {
            t.join();
        }
        for (int s : sums) {
            assertEquals(100, s);
        }
    }

    @Test
    void runtimeTellsAboutMemory() {
        Runtime r = Runtime.getRuntime();
        assertTrue(r.maxMemory() > 0);
        assertTrue(r.totalMemory() > 0 && r.totalMemory() <= r.maxMemory());
        assertTrue(r.freeMemory() > 0 && r.freeMemory() <= r.totalMemory());
        assertTrue(r.availableProcessors() >= 1);
    }

    @Test
    void arraysOfEveryTypeSurvive() {
        Object[] all = {new boolean[] {true}, new byte[] {1}, new char[] {'c'}, new short[] {2}, new int[] {3}, new long[] {4},
            new float[] {5}, new double[] {6}, new String[] {"s"}, new int[][] {{7}, null}};
        System.gc();
        System.gc();
        assertEquals("[[true], [1], [c], [2], [3], [4], [5.0], [6.0], [s], [[7], null]]", java.util.Arrays.deepToString(all));
    }

    @Test
    void stringsAreCheapGarbage() {
        int total = 0;
        for (int i = 0; i < 5000; i++) {
            total += ("item " + i).length();
        }
        assertEquals(25_000 + 10 + 180 + 2700 + 16_000, total);
    }

    @Test
    void internedStringsStay() {
        String a = new String("kept" + 1).intern();
        int h = System.identityHashCode(a);
        System.gc();
        assertEquals(h, System.identityHashCode(("ke" + "pt1").intern()));
        assertEquals("kept1", a);
    }
}
