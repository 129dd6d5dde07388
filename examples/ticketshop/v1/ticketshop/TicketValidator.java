package ticketshop;

/** Knows which tickets may be sold. */
public class TicketValidator {
    public boolean isValid(Ticket ticket) {
        return ticket.getSeat() > 0;
    }
}
