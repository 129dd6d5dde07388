class Desk {
    static Ticket sell(String seat) {
        Ticket ticket = new Ticket(seat);
        ticket.contactName = "Ann";
        return ticket;
    }

    static String look(Ticket ticket) {
        return ticket.show() + " [" + Live.attempt(() -> ticket.contactName) + " "
                + Live.attempt(ticket::contact) + " " + Live.attempt("set", () -> ticket.contactName = "Bob") + "]";
    }
}
