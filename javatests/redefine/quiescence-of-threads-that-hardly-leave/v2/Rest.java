class Rest {
    static void rest() {
        try {
            Thread.sleep(2_000_000);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
