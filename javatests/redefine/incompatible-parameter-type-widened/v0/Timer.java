class Timer {
    static String show(int millis) {
        return millis + " ms";
    }
}
