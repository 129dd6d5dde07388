class Worker {
    static void work() {
        throw new IllegalStateException();
    }
}
