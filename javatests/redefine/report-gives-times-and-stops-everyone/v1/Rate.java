class Rate {
    static int of(int sum) {
        return sum % 11;
    }
}
