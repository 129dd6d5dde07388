class Late {
    static String version = "v0";

    public String toString() {
        return "Late " + version;
    }
}
