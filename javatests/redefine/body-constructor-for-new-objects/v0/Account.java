class Account {
    int balance;

    Account() {
        balance = 10;
    }
}
