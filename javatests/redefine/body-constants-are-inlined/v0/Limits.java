class Limits {
    static final int MAX = 10;

    static {
        System.setProperty("limits", "known");
    }
}
