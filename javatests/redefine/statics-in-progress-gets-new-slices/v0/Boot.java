class Boot {
    static String done;

    static {
        Live.update();
        done = "booted";
    }

    static String text() {
        return done;
    }
}
