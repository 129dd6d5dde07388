class Caller {
    static String call() {
        Thread thread = new Box();
        return take(thread);
    }

    static String take(Thread thread) {
        return "took " + thread.getName();
    }
}
