class Shop {
    private int sold;

    void buy(Ticket ticket) {
        if (ticket.seat() == null) {
            System.out.println("refused: no seat");
            return;
        }
        System.out.println("sold " + ++sold);
    }
}
