class Flags {
    static final boolean on;

    static {
        on = true;
    }
}
