class Invoice {
    String line(String who, int amount) {
        double exact = amount;
        return "EUR " + exact + " are due from " + who + " (no. " + 7 + ")";
    }
}
