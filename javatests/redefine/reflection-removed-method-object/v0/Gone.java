class Gone {
    static String call() {
        return "called";
    }
}
