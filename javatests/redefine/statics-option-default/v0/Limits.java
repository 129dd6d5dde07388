class Limits {
    static final int LIMIT = Integer.parseInt("10");

    static String show() {
        return "v0 limit " + LIMIT;
    }
}
