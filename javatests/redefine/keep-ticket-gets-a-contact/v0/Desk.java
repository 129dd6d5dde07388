class Desk {
    static Ticket sell(String seat) {
        return new Ticket(seat);
    }

    static String look(Ticket ticket) {
        return ticket.show();
    }
}
