record Key(int number, String text) {}
