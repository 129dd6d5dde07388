class Count {
    long hundreds = 300;
    int tens = 20;
    int ones = 1;

    String show() {
        return hundreds + "+" + tens + "+" + ones;
    }

    int sum() {
        return (int) hundreds + tens + ones;
    }
}
