class Invoice {
    String line(String who, int amount) {
        return who + " owes " + amount + " EUR";
    }
}
