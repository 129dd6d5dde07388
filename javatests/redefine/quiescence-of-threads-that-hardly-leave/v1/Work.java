class Work {
    volatile String last;
    private int calls;

    static String version() {
        return "v1";
    }

    String returns() {
        spin();
        return "v1";
    }

    String fails() {
        spin();
        throw new IllegalStateException("v1");
    }

    synchronized void locks() {
        spin();
        last = "v1";
    }

    private void spin() {
        calls++;
        long end = System.nanoTime() + 20_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
