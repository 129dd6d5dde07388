package exceptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** StackOverflowError and its recovery, messages of the run-time checks. */
class VmErrorsTest {
    private int depth;

    private int forever(int n) {
        depth++;
        return forever(n + 1) + 1;
    }

    @Test
    void stackOverflowIsCatchable() {
        assertThrows(StackOverflowError.class, () -> forever(0));
        assertTrue(depth > 100, "depth " + depth);
    }

    @Test
    void recoversTimeAndAgain() {
        int first = 0;
        for (int i = 0; i < 5; i++) {
            depth = 0;
            assertThrows(StackOverflowError.class, () -> forever(0));
            if (i == 0) {
                first = depth;
            }
            assertTrue(depth > 100);
        }
        assertTrue(first > 0);
        assertEquals(3, Integer.parseInt("3"));
    }

    private int withFinally(int n, int[] unwound) {
        try {
            return withFinally(n + 1, unwound);
        } finally {
            unwound[0]++;
        }
    }

    @Test
    void finallyRunsOnOverflow() {
        int[] unwound = new int[1];
        assertThrows(StackOverflowError.class, () -> withFinally(0, unwound));
        assertTrue(unwound[0] > 50, "unwound " + unwound[0]);
    }

    private final Object lock = new Object();

    private void locking() {
        synchronized (lock) {
            locking();
        }
    }

    @Test
    void monitorsAreReleasedOnOverflow() throws InterruptedException {
        assertThrows(StackOverflowError.class, this::locking);
        assertFalse(Thread.holdsLock(lock));
        boolean[] got = new boolean[1];
        Thread t = new Thread(() -> {
            synchronized (lock) {
                got[0] = true;
            }
        });
        t.start();
        t.join(10_000);
        assertTrue(got[0]);
    }

    private int limited(int n) {
        return n == 0 ? 0 : 1 + limited(n - 1);
    }

    @Test
    void aThreadWithABigStackGoesDeeper() throws InterruptedException {
        int[] result = new int[1];
        Thread t = new Thread(null, () -> result[0] = limited(50_000), "deep", 256L << 20);
        t.start();
        t.join();
        assertEquals(50_000, result[0]);
    }

    @Test
    void arrayMessages() {
        int[] a = new int[4];
        assertEquals("Index 4 out of bounds for length 4",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> a[4]++).getMessage());
        assertEquals("Index -1 out of bounds for length 4",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> a[a.length - 5] = 1).getMessage());
        assertEquals("-7", assertThrows(NegativeArraySizeException.class, () -> {
            int n = -7;
            assertEquals(null, new int[n]);
        }).getMessage());
        Object[] o = new Long[1];
        assertEquals("java.lang.Double", assertThrows(ArrayStoreException.class, () -> o[0] = 1.0).getMessage());
        Object[] n = new Runnable[1][];
        assertEquals("[Ljava.lang.String;", assertThrows(ArrayStoreException.class, () -> n[0] = new String[0]).getMessage());
    }

    @Test
    void libraryBoundsMessages() {
        assertEquals("begin 2, end 1, length 3",
            assertThrows(StringIndexOutOfBoundsException.class, () -> "abc".substring(2, 1)).getMessage());
        assertEquals("String index out of range: 5",
            assertThrows(StringIndexOutOfBoundsException.class, () -> "abc".charAt(5)).getMessage());
        assertEquals("Index 3 out of bounds for length 1",
            assertThrows(IndexOutOfBoundsException.class, () -> new java.util.ArrayList<>(java.util.List.of(1)).get(3)).getMessage());
    }

    @Test
    void arraycopyMessages() {
        int[] a = new int[5];
        assertEquals("arraycopy: last source index 7 out of bounds for int[5]",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> System.arraycopy(a, 3, a, 0, 4)).getMessage());
        assertEquals("arraycopy: last destination index 6 out of bounds for int[5]",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> System.arraycopy(a, 0, a, 4, 2)).getMessage());
        assertEquals("arraycopy: source index -1 out of bounds for int[5]",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> System.arraycopy(a, -1, a, 0, 2)).getMessage());
        assertEquals("arraycopy: length -1 is negative",
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> System.arraycopy(a, 0, a, 0, -1)).getMessage());
        assertEquals("arraycopy: type mismatch: can not copy int[] into long[]",
            assertThrows(ArrayStoreException.class, () -> System.arraycopy(a, 0, new long[5], 0, 1)).getMessage());
        assertEquals("arraycopy: source type java.lang.String is not an array",
            assertThrows(ArrayStoreException.class, () -> System.arraycopy("x", 0, a, 0, 1)).getMessage());
        assertEquals("arraycopy: element type mismatch: can not cast one of the elements of java.lang.Object[] to the type of"
                + " the destination array, java.lang.Integer",
            assertThrows(ArrayStoreException.class,
                () -> System.arraycopy(new Object[] {1, "x"}, 0, new Integer[2], 0, 2)).getMessage());
    }

    @Test
    void monitorStateErrors() {
        Object o = new Object();
        assertEquals("current thread is not owner", assertThrows(IllegalMonitorStateException.class, o::notify).getMessage());
        assertThrows(IllegalMonitorStateException.class, () -> o.wait(1));
        synchronized (o) {
            assertThrows(IllegalArgumentException.class, () -> o.wait(-1));
        }
    }

    @Test
    void instantiationErrors() throws Exception {
        assertThrows(InstantiationException.class, () -> Number.class.getDeclaredConstructor().newInstance());
        assertThrows(NoSuchMethodException.class, () -> Runnable.class.getDeclaredConstructor());
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class, () -> Class.forName("no.Such"));
        assertEquals("no.Such", e.getMessage());
        assertThrows(CloneNotSupportedException.class, () -> new VmErrorsTest().clone());
    }
}
