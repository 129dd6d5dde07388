class Pool {
    static String first() {
        return "x";
    }

    static String second() {
        return "y";
    }
}
