class Account {
    long cents;
    String currency;
    Account partner;

    Account(int cents) {
        this.cents = cents;
        this.currency = "EUR";
    }

    String show() {
        return currency + " " + cents;
    }
}
