class Cart {
    final int sum;

    Cart(int sum) {
        this.sum = sum;
    }
}
