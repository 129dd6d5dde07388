package threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** java.util.concurrent's locks, synchronizers and atomics. */
@Timeout(60)
class LocksTest {
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

    private int count;

    @Test
    void reentrantLock() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        inThreads(6, () -> {
            for (int i = 0; i < 500; i++) {
                lock.lock();
                try {
                    count++;
                } finally {
                    lock.unlock();
                }
            }
        });
        assertEquals(3000, count);
        lock.lock();
        assertTrue(lock.tryLock());
        assertEquals(2, lock.getHoldCount());
        lock.unlock();
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    void fairLockAndTimeout() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock(true);
        lock.lock();
        boolean[] got = {true};
        Thread t = new Thread(() -> {
            try {
                got[0] = lock.tryLock(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        t.start();
        t.join();
        assertFalse(got[0]);
        Thread u = new Thread(() -> {
            try {
                lock.lockInterruptibly();
            } catch (InterruptedException e) {
                count = 7;
            }
        });
        u.start();
        while (!lock.hasQueuedThread(u)) {
            Thread.sleep(1);
        }
        u.interrupt();
        u.join();
        assertEquals(7, count);
        lock.unlock();
    }

    @Test
    void conditions() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition notEmpty = lock.newCondition();
        Condition notFull = lock.newCondition();
        ArrayDeque<Integer> buffer = new ArrayDeque<>();
        Thread producer = new Thread(() -> {
            for (int i = 1; i <= 100; i++) {
                lock.lock();
                try {
                    while (buffer.size() == 3) {
                        notFull.awaitUninterruptibly();
                    }
                    buffer.add(i);
                    notEmpty.signal();
                } finally {
                    lock.unlock();
                }
            }
        });
        producer.start();
        int sum = 0;
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                while (buffer.isEmpty()) {
                    notEmpty.await();
                }
                sum += buffer.poll();
                notFull.signal();
            } finally {
                lock.unlock();
            }
        }
        producer.join();
        assertEquals(5050, sum);
        assertThrows(IllegalMonitorStateException.class, notFull::signal);
    }

    @Test
    void readWriteLock() throws InterruptedException {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        int[] pair = new int[2];
        AtomicInteger torn = new AtomicInteger();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 300; i++) {
                lock.writeLock().lock();
                pair[0]++;
                pair[1]++;
                lock.writeLock().unlock();
            }
        });
        writer.start();
        inThreads(3, () -> {
            for (int i = 0; i < 300; i++) {
                lock.readLock().lock();
                if (pair[0] != pair[1]) {
                    torn.incrementAndGet();
                }
                lock.readLock().unlock();
            }
        });
        writer.join();
        assertEquals(0, torn.get());
        assertEquals(300, pair[1]);
        lock.writeLock().lock();
        lock.readLock().lock();
        lock.writeLock().unlock();
        assertEquals(1, lock.getReadLockCount());
        assertFalse(lock.writeLock().tryLock());
        lock.readLock().unlock();
    }

    @Test
    void stampedLock() {
        StampedLock lock = new StampedLock();
        long optimistic = lock.tryOptimisticRead();
        assertTrue(lock.validate(optimistic));
        long w = lock.writeLock();
        assertFalse(lock.validate(optimistic));
        assertEquals(0, lock.tryReadLock());
        long r = lock.tryConvertToReadLock(w);
        assertTrue(r != 0);
        lock.unlockRead(r);
        assertFalse(lock.isWriteLocked());
    }

    @Test
    void semaphores() throws InterruptedException {
        Semaphore s = new Semaphore(2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        inThreads(6, () -> {
            for (int i = 0; i < 20; i++) {
                s.acquireUninterruptibly();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                s.release();
            }
        });
        assertTrue(most.get() <= 2);
        assertEquals(2, s.availablePermits());
        assertFalse(s.tryAcquire(3));
        assertEquals(2, s.drainPermits());
    }

    @Test
    void latchesAndBarriers() throws Exception {
        CountDownLatch latch = new CountDownLatch(3);
        inThreads(3, latch::countDown);
        assertTrue(latch.await(1, TimeUnit.SECONDS));
        AtomicInteger trips = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(4, trips::incrementAndGet);
        inThreads(4, () -> {
            try {
                for (int i = 0; i < 10; i++) {
                    barrier.await();
                }
            } catch (InterruptedException | BrokenBarrierException e) {
                trips.addAndGet(1000);
            }
        });
        assertEquals(10, trips.get());
        assertThrows(java.util.concurrent.TimeoutException.class, () -> barrier.await(1, TimeUnit.MILLISECONDS));
        assertTrue(barrier.isBroken());
    }

    @Test
    void phasers() throws InterruptedException {
        Phaser p = new Phaser(3);
        AtomicInteger early = new AtomicInteger();
        AtomicInteger arrived = new AtomicInteger();
        inThreads(3, () -> {
            for (int phase = 1; phase <= 5; phase++) {
                arrived.incrementAndGet();
                p.arriveAndAwaitAdvance();
                if (arrived.get() < 3 * phase) {
                    early.incrementAndGet();
                }
            }
            p.arriveAndDeregister();
        });
        assertEquals(0, early.get());
        assertTrue(p.isTerminated());
    }

    @Test
    void exchangers() throws InterruptedException {
        Exchanger<String> x = new Exchanger<>();
        String[] got = new String[1];
        Thread t = new Thread(() -> {
            try {
                got[0] = x.exchange("from t");
            } catch (InterruptedException e) {
                got[0] = "interrupted";
            }
        });
        t.start();
        assertEquals("from t", x.exchange("from main"));
        t.join();
        assertEquals("from main", got[0]);
    }

    @Test
    void atomics() throws InterruptedException {
        AtomicInteger i = new AtomicInteger();
        AtomicLong l = new AtomicLong();
        LongAdder adder = new LongAdder();
        AtomicIntegerArray a = new AtomicIntegerArray(3);
        inThreads(5, () -> {
            for (int k = 0; k < 1000; k++) {
                i.incrementAndGet();
                l.addAndGet(1L << 33);
                adder.increment();
                a.getAndAdd(k % 3, 1);
            }
        });
        assertEquals(5000, i.get());
        assertEquals(5000L << 33, l.get());
        assertEquals(5000, adder.sum());
        assertEquals("[1670, 1665, 1665]", a.toString());
        LongAccumulator max = new LongAccumulator(Long::max, Long.MIN_VALUE);
        max.accumulate(5);
        max.accumulate(3);
        assertEquals(5, max.get());
    }

    @Test
    void atomicReferences() {
        AtomicReference<String> r = new AtomicReference<>("a");
        assertTrue(r.compareAndSet("a", "b"));
        assertEquals("b", r.getAndUpdate(s -> s + "c"));
        AtomicStampedReference<String> st = new AtomicStampedReference<>("x", 1);
        assertFalse(st.compareAndSet("x", "y", 2, 3));
        assertTrue(st.compareAndSet("x", "y", 1, 2));
        assertEquals(2, st.getStamp());
        AtomicMarkableReference<String> m = new AtomicMarkableReference<>("x", false);
        assertTrue(m.attemptMark("x", true));
        AtomicBoolean b = new AtomicBoolean();
        assertFalse(b.getAndSet(true));
        assertTrue(b.get());
    }

    @Test
    void lockFreeStack() throws InterruptedException {
        record Node(int v, Node next) {
        }

        AtomicReference<Node> head = new AtomicReference<>();
        AtomicInteger popped = new AtomicInteger();
        inThreads(4, () -> {
            for (int i = 0; i < 500; i++) {
                Node old;
                do {
                    old = head.get();
                } while (!head.compareAndSet(old, new Node(i, old)));
                if (i % 2 == 1) {
                    do {
                        old = head.get();
                    } while (!head.compareAndSet(old, old.next()));
                    popped.incrementAndGet();
                }
            }
        });
        int left = 0;
        for (Node n = head.get(); n != null; n = n.next()) {
            left++;
        }
        assertEquals(2000, left + popped.get());
    }
}
