class Count {
    int ones = 1;
    int tens = 20;

    String show() {
        return ones + "+" + tens;
    }

    int sum() {
        return ones + tens;
    }
}
