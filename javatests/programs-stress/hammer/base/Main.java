import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Eight threads hammer collections, locks and allocation for a number of seconds (first argument)
 * while {@code Payload} is updated. Checks its own invariants: no lost update, no torn state, no
 * leak; the last line is OK.
 */
public final class Main {
    private static final int THREADS = 8;
    private static final int ACCOUNTS = 16;
    private static final long FACTOR_V0 = 3;
    private static final long FACTOR_V1 = 5;

    private static volatile boolean stop;
    private static final ConcurrentLinkedQueue<String> PROBLEMS = new ConcurrentLinkedQueue<>();

    private final Payload payload = new Payload();
    private final AtomicLong payloadUses = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Integer> locked = new HashMap<>();
    private final ConcurrentHashMap<Integer, Integer> shared = new ConcurrentHashMap<>();
    private final TreeMap<Integer, int[]> tree = new TreeMap<>();
    private final long[] accounts = new long[ACCOUNTS];
    private final Object[] accountLocks = new Object[ACCOUNTS];
    private final BlockingQueue<long[]> queue = new ArrayBlockingQueue<>(32);
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong atomic = new AtomicLong();
    private final Object turn = new Object();
    private long guarded;
    private long lockedSum;
    private long turns;

    private Main() {
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts[i] = 1000;
            accountLocks[i] = new Object();
        }
    }

    private static void check(boolean ok, String what) {
        if (!ok) {
            PROBLEMS.add(what + " in " + Thread.currentThread().getName());
            stop = true;
        }
    }

    private long[] work(int me) {
        Random random = new Random(me);
        long[] counts = new long[8];
        List<int[]> kept = new ArrayList<>();
        for (long round = 0; !stop; round++) {
            int job = (int) ((round + me) % 8);
            counts[job]++;
            switch (job) {
                case 0 -> stamps(random);
                case 1 -> counters();
                case 2 -> maps(random);
                case 3 -> allocation(random, kept, me);
                case 4 -> transfer(random);
                case 5 -> queues(random);
                case 6 -> strings(random);
                default -> turns();
            }
        }
        return counts;
    }

    private void stamps(Random random) {
        for (int i = 0; i < 10; i++) {
            int x = random.nextInt(1000);
            long[] s = payload.stamp(x);
            long factor = s[0] == 0 ? FACTOR_V0 : FACTOR_V1;
            check(s[1] == x * factor, "a stamp mixes versions: version " + s[0] + ", product " + s[1] + " of " + x);
            check(s[2] == 20, "the private part changed within one call");
            check(s[3] == s[0], "a stamp begins with version " + s[0] + " and ends with " + s[3]);
            payload.use();
            payloadUses.incrementAndGet();
        }
    }

    private void counters() {
        for (int i = 0; i < 10; i++) {
            synchronized (this) {
                guarded++;
            }
            atomic.incrementAndGet();
            lock.lock();
            try {
                lockedSum++;
            } finally {
                lock.unlock();
            }
        }
    }

    private void maps(Random random) {
        int k = random.nextInt(100);
        shared.merge(k, 1, Integer::sum);
        lock.lock();
        try {
            locked.merge(k, 1, Integer::sum);
            int[] cell = tree.computeIfAbsent(k, x -> new int[2]);
            check(cell[0] == cell[1], "a torn pair in the tree");
            cell[0]++;
            cell[1]++;
            if (tree.size() > 60) {
                tree.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    private void allocation(Random random, List<int[]> kept, int me) {
        for (int i = 0; i < 20; i++) {
            int n = 1 + random.nextInt(60);
            int[] a = new int[n];
            for (int j = 0; j < n; j++) {
                a[j] = me * 1000 + n;
            }
            kept.add(a);
        }
        while (kept.size() > 200) {
            int[] a = kept.remove(random.nextInt(kept.size()));
            check(a[0] == me * 1000 + a.length && a[a.length - 1] == a[0], "an array changed its content");
        }
    }

    private void transfer(Random random) {
        int a = random.nextInt(ACCOUNTS);
        int b = random.nextInt(ACCOUNTS);
        if (a == b) {
            return;
        }
        synchronized (accountLocks[Math.min(a, b)]) {
            synchronized (accountLocks[Math.max(a, b)]) {
                long total = accounts[a] + accounts[b];
                long[] parts = Payload.split(total, random.nextInt(100));
                check(parts[0] + parts[1] == total, "a split lost " + (total - parts[0] - parts[1]));
                accounts[a] = parts[0];
                accounts[b] = parts[1];
            }
        }
    }

    private void queues(Random random) {
        long v = random.nextInt(1_000_000);
        if (queue.offer(new long[] {v, ~v})) {
            queued.incrementAndGet();
        }
        long[] got = queue.poll();
        if (got != null) {
            check(got[0] == ~got[1], "a torn message");
            queued.decrementAndGet();
        }
    }

    private void strings(Random random) {
        int n = random.nextInt(100_000);
        String s = "n" + n + ':' + Payload.version();
        check(s.startsWith("n" + n + ":") && Integer.parseInt(s.substring(1, s.indexOf(':'))) == n, "a string broke: " + s);
        Object strong = new Object();
        int hash = System.identityHashCode(strong);
        WeakReference<Object> weak = new WeakReference<>(strong);
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            b.append(i);
        }
        check(b.length() == 90, "a builder broke");
        check(weak.get() == strong && strong.hashCode() == hash, "an identity changed");
        Reference.reachabilityFence(strong);
    }

    private void turns() {
        synchronized (turn) {
            turns++;
            turn.notifyAll();
            if (turns % 64 == 0 && !stop) {
                try {
                    turn.wait(2);
                } catch (InterruptedException e) {
                    check(false, "interrupted");
                }
            }
        }
    }

    private static long usedMemory() throws InterruptedException {
        Runtime r = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return r.totalMemory() - r.freeMemory();
    }

    /** All threads for some seconds; gives how often the version was seen to change. */
    private int run(double seconds) throws InterruptedException {
        stop = false;
        long[][] counts = new long[THREADS][];
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int me = t;
            threads[t] = new Thread(() -> {
                try {
                    counts[me] = work(me);
                } catch (Throwable e) {
                    check(false, "unexpected " + e);
                    e.printStackTrace();
                }
            }, "hammer-" + t);
            threads[t].start();
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int changes = 0;
        int version = Payload.version();
        while (!stop && System.nanoTime() < end) {
            Thread.sleep(2);
            int now = Payload.version();
            if (now != version) {
                changes++;
                version = now;
            }
        }
        stop = true;
        long[] sums = new long[8];
        for (int t = 0; t < THREADS; t++) {
            threads[t].join();
            for (int j = 0; counts[t] != null && j < 8; j++) {
                sums[j] += counts[t][j];
            }
        }
        check(guarded == 10 * sums[1], "lost updates under synchronized: " + guarded + " of " + 10 * sums[1]);
        check(lockedSum == 10 * sums[1], "lost updates under a lock: " + lockedSum + " of " + 10 * sums[1]);
        check(atomic.get() == 10 * sums[1], "lost atomic updates: " + atomic + " of " + 10 * sums[1]);
        check(shared.values().stream().mapToLong(x -> x).sum() == sums[2], "lost updates in a concurrent map");
        check(locked.values().stream().mapToLong(x -> x).sum() == sums[2], "lost updates in a locked map");
        check(turns == sums[7], "lost turns: " + turns + " of " + sums[7]);
        check(queued.get() == queue.size(), "the queue has " + queue.size() + " messages, not " + queued);
        check(payload.use() == payloadUses.get() + 1, "lost uses of the payload");
        long money = 0;
        for (long a : accounts) {
            money += a;
        }
        check(money == 1000L * ACCOUNTS, "money changed to " + money);
        System.out.println("rounds: " + java.util.Arrays.stream(sums).sum());
        return changes;
    }

    public static void main(String[] args) throws InterruptedException {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 5;
        new Main().run(Math.min(1, seconds / 4));
        long before = usedMemory();
        System.out.println("started");
        int changes = new Main().run(seconds);
        long after = usedMemory();
        System.out.println("changes of version: " + changes);
        check(after - before < 8L << 20, "memory grew from " + before / 1024 + " to " + after / 1024 + " KiB");
        for (String p : PROBLEMS) {
            System.out.println("PROBLEM: " + p);
        }
        System.out.println(PROBLEMS.isEmpty() ? "OK" : "FAILED");
        System.exit(PROBLEMS.isEmpty() ? 0 : 1);
    }
}
