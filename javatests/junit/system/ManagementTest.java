package system;

import static org.junit.jupiter.api.Assertions.*;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.MonitorInfo;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** java.lang.management over the VM's table of functions. */
@Timeout(60)
class ManagementTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
        for (int i = 0; i < 5000 && thread.getState() != state; i++) {
            Thread.sleep(2);
        }
        assertEquals(state, thread.getState());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ThreadInfo info(Thread thread) {
        return THREADS.getThreadInfo(new long[] {thread.getId()}, true, true)[0];
    }

    @Test
    void theRuntimeKnowsItself() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        assertEquals(ProcessHandle.current().pid(), runtime.getPid());
        assertTrue(runtime.getName().startsWith(runtime.getPid() + "@"));
        assertEquals("17", runtime.getSpecVersion());
        long now = System.currentTimeMillis();
        assertTrue(runtime.getStartTime() <= now && runtime.getStartTime() > now - 3_600_000);
        assertTrue(Math.abs(now - runtime.getStartTime() - runtime.getUptime()) < 60_000);
        assertEquals(System.getProperty("java.class.path"), runtime.getClassPath());
    }

    @Test
    void threadsAreCountedFromStartToEnd() throws Exception {
        long started = THREADS.getTotalStartedThreadCount();
        CountDownLatch go = new CountDownLatch(1);
        Thread thread = daemon("counted", () -> await(go));
        assertTrue(THREADS.getTotalStartedThreadCount() > started);
        assertTrue(Arrays.stream(THREADS.getAllThreadIds()).anyMatch(id -> id == thread.getId()));
        assertTrue(THREADS.getDaemonThreadCount() >= 1 && THREADS.getThreadCount() > THREADS.getDaemonThreadCount() - 1);
        assertTrue(THREADS.getPeakThreadCount() >= THREADS.getThreadCount() - 1);
        go.countDown();
        thread.join();
        assertNull(THREADS.getThreadInfo(thread.getId()));
    }

    @Test
    void anInfoShowsWhatAThreadIsBlockedOn() throws Exception {
        Object lock = new Object();
        Thread blocked;
        synchronized (lock) {
            blocked = daemon("blocked", () -> {
                synchronized (lock) {
                    Thread.yield();
                }
            });
            awaitState(blocked, Thread.State.BLOCKED);
            ThreadInfo info = info(blocked);
            assertEquals("blocked", info.getThreadName());
            assertEquals(Thread.State.BLOCKED, info.getThreadState());
            assertEquals(Thread.currentThread().getId(), info.getLockOwnerId());
            assertEquals(Thread.currentThread().getName(), info.getLockOwnerName());
            assertEquals("java.lang.Object", info.getLockInfo().getClassName());
            assertEquals(System.identityHashCode(lock), info.getLockInfo().getIdentityHashCode());
            assertEquals(1, info.getBlockedCount());
        }
        blocked.join();
    }

    @Test
    void anInfoShowsWhatAThreadWaitsFor() throws Exception {
        Object lock = new Object();
        Thread waiter = daemon("waiter", () -> {
            synchronized (lock) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        awaitState(waiter, Thread.State.WAITING);
        ThreadInfo info = info(waiter);
        assertEquals(System.identityHashCode(lock), info.getLockInfo().getIdentityHashCode());
        assertEquals(-1, info.getLockOwnerId());
        assertEquals(0, info.getLockedMonitors().length);
        assertEquals(1, info.getWaitedCount());
        assertTrue(info.isDaemon());
        assertFalse(info.isInNative());
        waiter.interrupt();
        waiter.join();
    }

    @Test
    void aNotifiedThreadIsBlockedUntilItHasTheMonitor() throws Exception {
        Object lock = new Object();
        boolean[] told = new boolean[1];
        Thread waiter = daemon("notified", () -> {
            synchronized (lock) {
                while (!told[0]) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }
        });
        awaitState(waiter, Thread.State.WAITING);
        synchronized (lock) {
            told[0] = true;
            lock.notifyAll();
            awaitState(waiter, Thread.State.BLOCKED);
            assertEquals(Thread.currentThread().getId(), info(waiter).getLockOwnerId());
        }
        waiter.join();
    }

    @Test
    void aParkedThreadNamesItsBlocker() throws Exception {
        String blocker = new String("blocker");
        Thread parked = daemon("parked", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(blocker);
            }
        });
        awaitState(parked, Thread.State.WAITING);
        LockInfo lock = info(parked).getLockInfo();
        assertEquals("java.lang.String", lock.getClassName());
        assertEquals(System.identityHashCode(blocker), lock.getIdentityHashCode());
        parked.interrupt();
        parked.join();
    }

    private static void holding(Object outer, CountDownLatch held, CountDownLatch go) {
        synchronized (outer) {
            inner(new int[0], held, go);
        }
    }

    private static synchronized void inner(Object lock, CountDownLatch held, CountDownLatch go) {
        synchronized (lock) {
            held.countDown();
            await(go);
        }
    }

    @Test
    void aDumpShowsMonitorsAtTheFramesThatEnteredThem() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Object outer = new long[0];
        Thread holder = daemon("holder", () -> holding(outer, held, go));
        held.await();
        awaitState(holder, Thread.State.WAITING);
        ThreadInfo info = info(holder);
        Set<String> found = new HashSet<>();
        for (MonitorInfo monitor : info.getLockedMonitors()) {
            found.add(monitor.getClassName() + " in " + monitor.getLockedStackFrame().getMethodName());
            StackTraceElement frame = info.getStackTrace()[monitor.getLockedStackDepth()];
            assertEquals(monitor.getLockedStackFrame(), frame);
        }
        assertEquals(Set.of("[J in holding", "[I in inner", "java.lang.Class in inner"), found);
        go.countDown();
        holder.join();
        assertEquals(0, THREADS.getThreadInfo(new long[] {Thread.currentThread().getId()}, 3)[0].getLockedMonitors().length);
    }

    @Test
    void aDumpShowsOwnedSynchronizers() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            LockInfo[] owned = info(Thread.currentThread()).getLockedSynchronizers();
            assertEquals(1, Arrays.stream(owned).filter(info -> info.getClassName().endsWith("NonfairSync")).count());
        } finally {
            lock.unlock();
        }
    }

    @Test
    void depthsLimitTraces() {
        long own = Thread.currentThread().getId();
        assertEquals(0, THREADS.getThreadInfo(own).getStackTrace().length);
        assertEquals(3, THREADS.getThreadInfo(own, 3).getStackTrace().length);
        assertTrue(THREADS.getThreadInfo(own, Integer.MAX_VALUE).getStackTrace().length > 10);
        boolean found = false;
        for (ThreadInfo info : THREADS.dumpAllThreads(false, false)) {
            found |= info.getThreadId() == own
                && Arrays.stream(info.getStackTrace()).anyMatch(at -> at.getMethodName().equals("depthsLimitTraces"));
        }
        assertTrue(found);
    }

    @Test
    void deadlocksOfMonitorsAndLocksAreFound() throws Exception {
        Object one = new Object();
        Object other = new Object();
        ReentrantLock first = new ReentrantLock();
        ReentrantLock second = new ReentrantLock();
        CountDownLatch all = new CountDownLatch(4);
        Thread a = daemon("a", () -> both(one, other, all));
        Thread b = daemon("b", () -> both(other, one, all));
        Thread c = daemon("c", () -> both(first, second, all));
        Thread d = daemon("d", () -> both(second, first, all));
        awaitState(a, Thread.State.BLOCKED);
        awaitState(b, Thread.State.BLOCKED);
        awaitState(c, Thread.State.WAITING);
        awaitState(d, Thread.State.WAITING);
        Set<Long> found = new HashSet<>();
        for (int i = 0; i < 1000 && found.size() < 4; i++) {
            // The latch is the last thing that all four wait for before they are stuck.
            long[] ids = THREADS.findDeadlockedThreads();
            found.clear();
            Arrays.stream(ids == null ? new long[0] : ids).forEach(found::add);
            Thread.sleep(2);
        }
        assertEquals(Set.of(a.getId(), b.getId(), c.getId(), d.getId()), found);
        Set<Long> onMonitors = new HashSet<>();
        Arrays.stream(THREADS.findMonitorDeadlockedThreads()).forEach(onMonitors::add);
        assertEquals(Set.of(a.getId(), b.getId()), onMonitors);
        assertEquals(d.getId(), info(c).getLockOwnerId());
        c.interrupt();
        c.join();
        d.join();
    }

    private static void both(Object one, Object other, CountDownLatch all) {
        synchronized (one) {
            all.countDown();
            ManagementTest.await(all);
            synchronized (other) {
                Thread.yield();
            }
        }
    }

    private static void both(ReentrantLock one, ReentrantLock other, CountDownLatch all) {
        one.lock();
        try {
            all.countDown();
            ManagementTest.await(all);
            other.lockInterruptibly();
            other.unlock();
        } catch (InterruptedException e) {
            return;
        } finally {
            one.unlock();
        }
    }

    @Test
    void processorTimeGrowsWithWork() {
        assertTrue(THREADS.isCurrentThreadCpuTimeSupported());
        long before = THREADS.getCurrentThreadCpuTime();
        long sum = 0;
        for (int i = 0; i < 3_000_000; i++) {
            sum += i;
        }
        long after = THREADS.getCurrentThreadCpuTime();
        assertTrue(before > 0 && after > before && sum > 0);
        assertTrue(THREADS.getThreadCpuTime(Thread.currentThread().getId()) >= after);
        assertTrue(THREADS.getCurrentThreadUserTime() >= 0);
        assertEquals(-1, THREADS.getThreadCpuTime(Long.MAX_VALUE));
    }

    @Test
    void contentionIsMeasuredWhenWanted() throws Exception {
        assertEquals(-1, THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedTime());
        THREADS.setThreadContentionMonitoringEnabled(true);
        try {
            Thread.sleep(30);
            assertTrue(THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedTime() >= 29);
        } finally {
            THREADS.setThreadContentionMonitoringEnabled(false);
        }
    }

    private static void assertSane(MemoryUsage usage) {
        assertTrue(usage.getUsed() >= 0 && usage.getUsed() <= usage.getCommitted());
        assertTrue(usage.getMax() == -1 || usage.getCommitted() <= usage.getMax());
    }

    @Test
    void memoryAndItsPoolsAgree() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        assertSane(heap);
        assertEquals(Runtime.getRuntime().maxMemory(), heap.getMax());
        MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        assertSane(rest);
        assertTrue(rest.getUsed() > 0);
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            assertTrue(pool.isValid());
            assertSane(pool.getUsage());
            assertTrue(pool.getPeakUsage().getUsed() >= 0);
            assertTrue(pool.getMemoryManagerNames().length > 0);
            if (pool.getType() == MemoryType.HEAP) {
                used += pool.getUsage().getUsed();
            }
        }
        assertTrue(used > 0);
    }

    @Test
    void collectionsAreCounted() {
        long before = collections();
        ManagementFactory.getMemoryMXBean().gc();
        assertTrue(collections() > before);
    }

    private static long collections() {
        long count = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            assertTrue(collector.getCollectionTime() >= 0);
            assertTrue(collector.getMemoryPoolNames().length > 0);
            count += collector.getCollectionCount();
        }
        return count;
    }

    @Test
    void classesAreCounted() {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        assertTrue(classes.getLoadedClassCount() > 300);
        long total = classes.getTotalLoadedClassCount();
        assertTrue(total >= classes.getLoadedClassCount());
        assertNotNull(new Object() {}.getClass());
        assertTrue(classes.getTotalLoadedClassCount() > total);
    }

    @Test
    void theMBeanServerServesThem() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
        assertTrue((Integer) server.getAttribute(threading, "ThreadCount") >= 1);
        CompositeData usage =
            (CompositeData) server.getAttribute(new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), "HeapMemoryUsage");
        assertTrue((Long) usage.get("used") > 0);
        Object[] arguments = {Thread.currentThread().getId()};
        Object info = server.invoke(threading, "getThreadInfo", arguments, new String[] {"long"});
        assertEquals(Thread.currentThread().getName(), ((CompositeData) info).get("threadName"));
        assertFalse(server.queryNames(new ObjectName("java.lang:type=GarbageCollector,*"), null).isEmpty());
    }

    @Test
    void flagsOfTheVmCanBeAsked() {
        HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        assertEquals("8", vm.getVMOption("ObjectAlignmentInBytes").getValue());
        assertTrue(Long.parseLong(vm.getVMOption("MaxHeapSize").getValue()) > 1 << 20);
        assertEquals("true", vm.getVMOption("UseCompressedOops").getValue());
        assertThrows(IllegalArgumentException.class, () -> vm.getVMOption("NoFlagHasThisName"));
    }
}
