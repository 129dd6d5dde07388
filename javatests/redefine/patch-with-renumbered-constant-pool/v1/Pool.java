class Pool {
    static String first() {
        return "x";
    }

    static String second() {
        String unused = "a" + "b" + Long.MAX_VALUE + 3.5;
        return "z";
    }
}
