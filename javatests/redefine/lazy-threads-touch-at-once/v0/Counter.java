class Counter {
    private int count;

    synchronized void count() {
        count++;
    }

    static String sum(Counter[] counters) {
        int sum = 0;
        for (Counter counter : counters) {
            sum += counter.count;
        }
        return sum + " counted";
    }
}
