class Caller {
    static String call() {
        return "text";
    }
}
