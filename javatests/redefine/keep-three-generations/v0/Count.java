class Count {
    int ones = 1;

    String show() {
        return "" + ones;
    }

    int sum() {
        return ones;
    }
}
