class Gauge {
    int level;

    void read() {
        level = 7;
        Live.update();
        System.out.println(text0() + level);
    }

    private String text0() {
        return "as int ";
    }

    String text() {
        return "as int " + level;
    }
}
