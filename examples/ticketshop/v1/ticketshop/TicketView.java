package ticketshop;

/** The form in which a customer chooses a seat. Every fifth customer leaves the seat at 0. */
public class TicketView {
    private int customers;

    public Ticket getTicket() {
        customers++;
        int seat = customers % 5 == 0 ? 0 : 1 + customers * 7 % 100;
        return new Ticket(customers, seat);
    }
}
