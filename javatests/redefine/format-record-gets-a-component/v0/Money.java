record Money(int amount) {}
