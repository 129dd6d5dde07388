class Account {
    int cents;
    Account partner;

    Account(int cents) {
        this.cents = cents;
    }

    String show() {
        return cents + " cents";
    }
}
