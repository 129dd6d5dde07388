class Cart {
    final int sum;

    Cart(int sum) {
        this.sum = sum;
    }

    int discount() {
        return sum / 10;
    }
}
