class Flags {
    static boolean on;

    static {
        on = true;
    }
}
