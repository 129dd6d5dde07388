class Gauge {
    long level;

    void read() {}

    private String text0() {
        return "as long ";
    }

    String text() {
        return "as long " + level;
    }
}
