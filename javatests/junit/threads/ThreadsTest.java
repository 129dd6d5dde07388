package threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads, monitors, wait and notify, interruption, park. */
@Timeout(60)
class ThreadsTest {
    private int count;
    private final Object lock = new Object();

    private static void inThreads(int n, Runnable body) throws InterruptedException {
        Thread[] ts = new Thread[n];
        for (int i = 0; i < n; i++) {
            ts[i] = new Thread(body);
            ts[i].start();
        }
        for (Thread t : ts) {
            t.join();
        }
    }

    private static void await(Thread t, Thread.State s) throws InterruptedException {
        while (t.getState() != s) {
            Thread.sleep(1);
        }
    }

    @Test
    void synchronizedBlocksExclude() throws InterruptedException {
        inThreads(8, () -> {
            for (int i = 0; i < 1000; i++) {
                synchronized (lock) {
                    count++;
                }
            }
        });
        assertEquals(8000, count);
    }

    private static int staticCount;

    private static synchronized void bumpStatic() {
        staticCount++;
    }

    private synchronized void bump() {
        count++;
    }

    @Test
    void synchronizedMethodsExclude() throws InterruptedException {
        staticCount = 0;
        inThreads(4, () -> {
            for (int i = 0; i < 1000; i++) {
                bump();
                bumpStatic();
            }
        });
        assertEquals(4000, count);
        assertEquals(4000, staticCount);
    }

    @Test
    void monitorsAreReentrant() {
        synchronized (lock) {
            synchronized (lock) {
                assertTrue(Thread.holdsLock(lock));
            }
            assertTrue(Thread.holdsLock(lock));
        }
        assertFalse(Thread.holdsLock(lock));
    }

    @Test
    void identityHashAndLockLiveTogether() throws InterruptedException {
        Object o = new Object();
        int h = System.identityHashCode(o);
        synchronized (o) {
            assertEquals(h, System.identityHashCode(o));
            Thread t = new Thread(() -> {
                synchronized (o) {
                    count = o.hashCode();
                }
            });
            t.start();
            await(t, Thread.State.BLOCKED);
            System.gc();
            assertEquals(h, o.hashCode());
            o.notifyAll();
        }
        Thread.sleep(5);
        synchronized (o) {
            while (count == 0) {
                o.wait(5);
            }
        }
        assertEquals(h, count);
    }

    @Test
    void pingPongWithWaitAndNotify() throws InterruptedException {
        StringBuilder log = new StringBuilder();
        class Player extends Thread {
            final int me;

            Player(int me) {
                this.me = me;
            }

            @Override
            public void run() {
                for (int i = 0; i < 50; i++) {
                    synchronized (lock) {
                        while (count % 2 != me) {
                            try {
                                lock.wait();
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                        log.append(me);
                        count++;
                        lock.notifyAll();
                    }
                }
            }
        }

        Player a = new Player(0);
        Player b = new Player(1);
        b.start();
        a.start();
        a.join();
        b.join();
        assertEquals("01".repeat(50), log.toString());
    }

    @Test
    void waitTimesOut() throws InterruptedException {
        long start = System.nanoTime();
        synchronized (lock) {
            lock.wait(20);
        }
        assertTrue(System.nanoTime() - start >= 19_000_000);
    }

    @Test
    void waitReleasesAllEntries() throws InterruptedException {
        boolean[] notified = new boolean[1];
        Thread t = new Thread(() -> {
            synchronized (lock) {
                notified[0] = true;
                lock.notify();
            }
        });
        synchronized (lock) {
            synchronized (lock) {
                t.start();
                while (!notified[0]) {
                    lock.wait();
                }
                assertTrue(Thread.holdsLock(lock));
            }
        }
        t.join();
    }

    @Test
    void notifyWakesOne() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(3);
        List<Thread> ts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread t = new Thread(() -> {
                synchronized (lock) {
                    waiting.countDown();
                    try {
                        lock.wait();
                        count++;
                    } catch (InterruptedException e) {
                        count += 100;
                    }
                }
            });
            ts.add(t);
            t.start();
        }
        waiting.await();
        for (Thread t : ts) {
            await(t, Thread.State.WAITING);
        }
        synchronized (lock) {
            lock.notify();
        }
        while (ts.stream().filter(Thread::isAlive).count() > 2) {
            Thread.sleep(1);
        }
        synchronized (lock) {
            assertEquals(1, count);
            lock.notifyAll();
        }
        for (Thread t : ts) {
            t.join();
        }
        assertEquals(3, count);
    }

    @Test
    void interruptSleep() throws InterruptedException {
        String[] r = new String[1];
        Thread t = new Thread(() -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                r[0] = e.getMessage() + Thread.currentThread().isInterrupted();
            }
        });
        t.start();
        await(t, Thread.State.TIMED_WAITING);
        t.interrupt();
        t.join();
        assertEquals("sleep interruptedfalse", r[0]);
    }

    @Test
    void interruptWaitAndJoin() throws InterruptedException {
        Thread waiter = new Thread(() -> {
            synchronized (lock) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    count += Thread.holdsLock(lock) ? 1 : 10;
                }
            }
        });
        waiter.start();
        await(waiter, Thread.State.WAITING);
        Thread joiner = new Thread(() -> {
            try {
                waiter.join();
            } catch (InterruptedException e) {
                count += 100;
            }
        });
        joiner.start();
        await(joiner, Thread.State.WAITING);
        joiner.interrupt();
        joiner.join();
        waiter.interrupt();
        waiter.join();
        assertEquals(101, count);
    }

    @Test
    void interruptStatus() {
        Thread.currentThread().interrupt();
        assertTrue(Thread.currentThread().isInterrupted());
        assertThrows(InterruptedException.class, () -> Thread.sleep(10));
        assertFalse(Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt();
        assertTrue(Thread.interrupted());
        assertFalse(Thread.interrupted());
    }

    @Test
    void parkAndUnpark() throws InterruptedException {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
        Thread t = new Thread(() -> {
            while (count == 0) {
                LockSupport.park(lock);
            }
        });
        t.start();
        await(t, Thread.State.WAITING);
        assertSame(lock, LockSupport.getBlocker(t));
        synchronized (lock) {
            count = 1;
        }
        LockSupport.unpark(t);
        t.join();
        long start = System.nanoTime();
        LockSupport.parkNanos(5_000_000);
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
        Thread.currentThread().interrupt();
        LockSupport.park();
        assertTrue(Thread.interrupted());
    }

    @Test
    void states() throws InterruptedException {
        Thread t = new Thread(() -> {
            synchronized (lock) {
                count = 1;
            }
        });
        assertEquals(Thread.State.NEW, t.getState());
        assertFalse(t.isAlive());
        synchronized (lock) {
            t.start();
            await(t, Thread.State.BLOCKED);
            assertTrue(t.isAlive());
        }
        t.join();
        assertEquals(Thread.State.TERMINATED, t.getState());
        assertThrows(IllegalThreadStateException.class, t::start);
        assertEquals(Thread.State.RUNNABLE, Thread.currentThread().getState());
    }

    @Test
    void namesPrioritiesGroups() throws InterruptedException {
        ThreadGroup g = new ThreadGroup("group");
        Thread t = new Thread(g, () -> { }, "named");
        t.setPriority(7);
        t.setDaemon(true);
        assertEquals("Thread[named,7,group]", t.toString());
        assertTrue(t.isDaemon());
        t.start();
        t.join();
        assertNull(t.getThreadGroup());
        t.setName("renamed");
        assertEquals("renamed", t.getName());
        assertTrue(t.getId() > 0);
        assertThrows(IllegalArgumentException.class, () -> t.setPriority(11));
        Thread child = new Thread(() -> { });
        assertEquals(Thread.currentThread().isDaemon(), child.isDaemon());
        assertTrue(child.getName().startsWith("Thread-"));
    }

    @Test
    void threadLocals() throws InterruptedException {
        ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 5);
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        local.set(6);
        inherited.set("parent");
        String[] seen = new String[1];
        Thread t = new Thread(() -> {
            seen[0] = local.get() + inherited.get();
            local.set(100);
        });
        t.start();
        t.join();
        assertEquals("5parent", seen[0]);
        assertEquals(6, local.get());
        local.remove();
        assertEquals(5, local.get());
    }

    @Test
    void uncaughtHandlers() throws InterruptedException {
        List<String> log = new ArrayList<>();
        Thread t = new Thread(() -> {
            throw new IllegalStateException("x");
        }, "failing");
        t.setUncaughtExceptionHandler((th, e) -> log.add(th.getName() + e.getMessage() + th.isAlive()));
        t.start();
        t.join();
        assertEquals(List.of("failingxtrue"), log);
        ThreadGroup g = new ThreadGroup("g") {
            @Override
            public void uncaughtException(Thread th, Throwable e) {
                log.add("group " + e.getMessage());
            }
        };
        Thread u = new Thread(g, () -> {
            throw new Error("y");
        });
        u.start();
        u.join();
        assertEquals("group y", log.get(1));
    }

    private volatile boolean stop;
    private volatile long published;

    @Test
    void volatileIsSeen() throws InterruptedException {
        int[] data = new int[1];
        Thread t = new Thread(() -> {
            while (!stop) {
                Thread.onSpinWait();
            }
            published = data[0];
        });
        t.start();
        data[0] = 42;
        stop = true;
        t.join();
        assertEquals(42, published);
    }

    @Test
    void longsAreNotTorn() throws InterruptedException {
        long[] bad = new long[1];
        Thread w = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                published = (i & 1) == 0 ? 0L : -1L;
            }
            stop = true;
        });
        Thread r = new Thread(() -> {
            while (!stop) {
                long x = published;
                if (x != 0 && x != -1) {
                    bad[0] = x;
                }
            }
        });
        r.start();
        w.start();
        w.join();
        r.join();
        assertEquals(0, bad[0]);
    }

    @Test
    void finalFieldsArePublished() throws InterruptedException {
        class Box {
            final int a;
            final int[] b;

            Box(int a) {
                this.a = a;
                b = new int[] {a, a};
            }
        }

        Box[] slot = new Box[1];
        int[] bad = new int[1];
        Thread w = new Thread(() -> {
            for (int i = 1; i < 5000; i++) {
                slot[0] = new Box(i);
            }
            stop = true;
        });
        Thread r = new Thread(() -> {
            while (!stop) {
                Box b = slot[0];
                if (b != null && (b.a == 0 || b.b[1] != b.a)) {
                    bad[0]++;
                }
            }
        });
        r.start();
        w.start();
        w.join();
        r.join();
        assertEquals(0, bad[0]);
    }

    @Test
    void stackTracesOfOthers() throws InterruptedException {
        Thread t = new Thread(this::parkHere, "parked");
        t.start();
        await(t, Thread.State.WAITING);
        boolean seen = false;
        for (StackTraceElement e : t.getStackTrace()) {
            seen |= e.getMethodName().equals("parkHere");
        }
        assertTrue(seen);
        assertTrue(Thread.getAllStackTraces().containsKey(t));
        stop = true;
        LockSupport.unpark(t);
        t.join();
        assertEquals(0, t.getStackTrace().length);
    }

    private void parkHere() {
        while (!stop) {
            LockSupport.park();
        }
    }

    @Test
    void manyShortThreads() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            inThreads(20, this::bump);
        }
        assertEquals(200, count);
    }

    @Test
    void joinWithTimeout() throws InterruptedException {
        Thread t = new Thread(this::parkHere);
        t.start();
        t.join(10);
        assertTrue(t.isAlive());
        stop = true;
        LockSupport.unpark(t);
        t.join();
        assertFalse(t.isAlive());
    }

    @Test
    void timers() throws InterruptedException {
        java.util.Timer timer = new java.util.Timer("timer", true);
        CountDownLatch ticks = new CountDownLatch(3);
        timer.schedule(new java.util.TimerTask() {
            @Override
            public void run() {
                ticks.countDown();
            }
        }, 1, 2);
        assertTrue(ticks.await(30, TimeUnit.SECONDS));
        timer.cancel();
        assertThrows(IllegalStateException.class, () -> timer.schedule(new java.util.TimerTask() {
            @Override
            public void run() {
                stop = true;
            }
        }, 1));
        assertNotNull(timer);
    }
}
