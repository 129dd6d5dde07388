class Account {
    int balance;

    Account() {
        balance = 20;
        balance += 5;
    }
}
