interface Formatter {
    default String format(String text) {
        return wrap(text);
    }

    private String wrap(String text) {
        return open() + text + "]";
    }

    static String open() {
        return "[";
    }
}
