class Shop {
    private int sold;

    void buy(Ticket ticket) {
        System.out.println("sold " + ++sold);
    }
}
