class Caller {
    static String call() {
        return "box 0";
    }
}
