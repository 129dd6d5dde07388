class Boot {
    static String done;
    static String mode = "FAST".toLowerCase();

    static {
        Live.update();
        done = "booted";
    }

    static String text() {
        return done + " " + mode;
    }
}
