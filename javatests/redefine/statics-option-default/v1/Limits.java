class Limits {
    static final int LIMIT = Integer.parseInt("20");
    static int burst = Integer.parseInt("5");

    static String show() {
        return "v1 limit " + LIMIT + " burst " + burst;
    }
}
