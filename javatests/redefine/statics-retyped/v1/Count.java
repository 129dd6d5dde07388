class Count {
    static long total = 8;
}
