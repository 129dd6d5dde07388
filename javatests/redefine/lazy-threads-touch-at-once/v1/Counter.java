import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

class Swaps {
    static final AtomicReferenceFieldUpdater<Counter, String> SWAPS =
            AtomicReferenceFieldUpdater.newUpdater(Counter.class, String.class, "swaps");
}

class Counter {
    volatile String swaps;
    private int count;
    private int steps = 0;

    void count() {
        synchronized (this) {
            count++;
            steps++;
        }
        String before;
        do {
            before = swaps;
        } while (!Swaps.SWAPS.compareAndSet(this, before, before == null ? "x" : before + "x"));
    }

    static String sum(Counter[] counters) {
        int sum = 0;
        int steps = 0;
        int swaps = 0;
        for (Counter counter : counters) {
            sum += counter.count;
            steps += counter.steps;
            swaps += counter.swaps.length();
        }
        return sum + " counted in " + steps + " steps and " + swaps + " swaps";
    }
}
