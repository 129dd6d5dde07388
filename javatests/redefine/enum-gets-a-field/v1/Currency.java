enum Currency {
    EUR(2), JPY(0);

    final int digits;

    Currency(int digits) {
        this.digits = digits;
    }

    String show() {
        return name() + " " + digits;
    }
}
