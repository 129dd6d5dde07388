record Money(int amount, String currency) {}
