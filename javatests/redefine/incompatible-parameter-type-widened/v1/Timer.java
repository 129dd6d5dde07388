class Timer {
    static String show(long millis) {
        return millis + " ms";
    }
}
