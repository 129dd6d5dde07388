package memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Weak, soft and phantom references, queues, cleaners, finalizers. Referents live in other frames. */
@Timeout(60)
class ReferencesTest {
    /** Collects until the condition holds; true if it did in time. */
    private static boolean collectUntil(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            System.gc();
            if (done.getAsBoolean()) {
                return true;
            }
            Thread.sleep(5);
        }
        return false;
    }

    private static WeakReference<Object> weak(ReferenceQueue<Object> q) {
        return new WeakReference<>(new Object(), q);
    }

    @Test
    void weakReferencesAreCleared() throws InterruptedException {
        WeakReference<Object> w = weak(null);
        assertTrue(collectUntil(() -> w.get() == null));
        assertTrue(w.refersTo(null));
    }

    @Test
    void stronglyHeldReferentsStay() {
        Object o = new Object();
        WeakReference<Object> w = new WeakReference<>(o);
        System.gc();
        System.gc();
        assertSame(o, w.get());
        assertTrue(w.refersTo(o));
        Reference.reachabilityFence(o);
    }

    @Test
    void clearedReferencesAreEnqueued() throws InterruptedException {
        ReferenceQueue<Object> q = new ReferenceQueue<>();
        WeakReference<Object> w = weak(q);
        assertTrue(collectUntil(() -> w.get() == null));
        assertSame(w, q.remove(10_000));
        assertNull(q.poll());
        assertFalse(w.enqueue());
    }

    @Test
    void explicitClearAndEnqueue() {
        ReferenceQueue<Object> q = new ReferenceQueue<>();
        Object o = new Object();
        WeakReference<Object> w = new WeakReference<>(o, q);
        assertTrue(w.enqueue());
        assertSame(w, q.poll());
        assertNull(w.get());
        SoftReference<Object> s = new SoftReference<>(o);
        s.clear();
        assertNull(s.get());
    }

    @Test
    void softReferencesSurviveAnOrdinaryCollection() {
        SoftReference<byte[]> s = new SoftReference<>(new byte[1000]);
        System.gc();
        assertNotNull(s.get());
    }

    private static PhantomReference<Object> phantom(ReferenceQueue<Object> q) {
        return new PhantomReference<>(new Object(), q);
    }

    @Test
    void phantomReferences() throws InterruptedException {
        ReferenceQueue<Object> q = new ReferenceQueue<>();
        PhantomReference<Object> p = phantom(q);
        assertNull(p.get());
        List<Object> got = new ArrayList<>();
        assertTrue(collectUntil(() -> {
            Object r = q.poll();
            if (r != null) {
                got.add(r);
            }
            return !got.isEmpty();
        }));
        assertSame(p, got.get(0));
    }

    private static void fill(WeakHashMap<Object, String> m, int n) {
        for (int i = 0; i < n; i++) {
            m.put(new Object(), "v" + i);
        }
    }

    @Test
    void weakHashMap() throws InterruptedException {
        WeakHashMap<Object, String> m = new WeakHashMap<>();
        Object kept = new Object();
        m.put(kept, "kept");
        fill(m, 50);
        assertTrue(collectUntil(() -> m.size() == 1));
        assertEquals("kept", m.get(kept));
        Reference.reachabilityFence(kept);
    }

    private static void register(Cleaner c, Runnable action) {
        c.register(new Object(), action);
    }

    @Test
    void cleaners() throws InterruptedException {
        Cleaner c = Cleaner.create();
        AtomicInteger ran = new AtomicInteger();
        Object kept = new Object();
        Cleaner.Cleanable explicit = c.register(kept, () -> ran.addAndGet(100));
        explicit.clean();
        explicit.clean();
        assertEquals(100, ran.get());
        register(c, ran::incrementAndGet);
        assertTrue(collectUntil(() -> ran.get() == 101));
        Reference.reachabilityFence(kept);
    }

    static class Finalized {
        private final CountDownLatch latch;
        static Finalized saved;

        Finalized(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            saved = this;
            latch.countDown();
        }
    }

    private static void dropFinalized(CountDownLatch l) {
        new Finalized(l);
    }

    @Test
    void finalizersRunOnceAndMayRevive() throws InterruptedException {
        CountDownLatch l = new CountDownLatch(1);
        dropFinalized(l);
        assertTrue(collectUntil(() -> l.getCount() == 0));
        assertNotNull(Finalized.saved);
        assertEquals(0, Finalized.saved.latch.getCount());
        Finalized.saved = null;
    }

    private static WeakReference<Object> inACycle() {
        Object[] a = new Object[2];
        Object[] b = {a, new byte[100]};
        a[0] = b;
        return new WeakReference<>(a);
    }

    @Test
    void cyclesAreCollected() throws InterruptedException {
        WeakReference<Object> w = inACycle();
        assertTrue(collectUntil(() -> w.get() == null));
    }

    private static WeakReference<ClassLoader> loadAndDrop() throws ReflectiveOperationException {
        ClassLoader l = new ClassLoader(ReferencesTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals("memory.ReferencesTest$Loaded")) {
                    return super.loadClass(name, resolve);
                }
                try (var in = getResourceAsStream("memory/ReferencesTest$Loaded.class")) {
                    byte[] b = in.readAllBytes();
                    return defineClass(name, b, 0, b.length);
                } catch (java.io.IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Object o = l.loadClass("memory.ReferencesTest$Loaded").getDeclaredConstructor().newInstance();
        assertEquals("loaded", o.toString());
        return new WeakReference<>(l);
    }

    public static class Loaded {
        static final List<Object> STATE = new ArrayList<>(List.of("state"));

        @Override
        public String toString() {
            return "loaded";
        }
    }

    @Test
    void classLoadersAreCollected() throws Exception {
        WeakReference<ClassLoader> w = loadAndDrop();
        assertTrue(collectUntil(() -> w.get() == null));
    }

    @Test
    void threadsAreKeptWhileTheyRun() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        startAndForget(stop, done);
        System.gc();
        stop.set(true);
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }

    private static void startAndForget(AtomicBoolean stop, CountDownLatch done) {
        new Thread(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
            done.countDown();
        }).start();
    }
}
