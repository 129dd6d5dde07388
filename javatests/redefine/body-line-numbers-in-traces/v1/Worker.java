// A worker
// that
// always fails.
class Worker {
    static void work() {
        throw new IllegalStateException();
    }
}
