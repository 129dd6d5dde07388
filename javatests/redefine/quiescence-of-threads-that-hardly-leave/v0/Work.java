class Work {
    volatile String last;

    static String version() {
        return "v0";
    }

    String returns() {
        spin();
        return "v0";
    }

    String fails() {
        spin();
        throw new IllegalStateException("v0");
    }

    synchronized void locks() {
        spin();
        last = "v0";
    }

    private static void spin() {
        long end = System.nanoTime() + 20_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
