class Count {
    static int total = 7;
}
