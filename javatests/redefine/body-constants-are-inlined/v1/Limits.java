class Limits {
    static final int MAX = 20;

    static {
        System.setProperty("limits", "known");
    }
}
