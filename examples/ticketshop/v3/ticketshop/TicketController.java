package ticketshop;

/** Version 3: a new static field counts the refused tickets, a new method refuses them. */
public class TicketController {
    private static int refused;

    private final TicketView view;
    private final TicketsSeller seller;
    private final TicketValidator validator;

    public TicketController(TicketView view, TicketsSeller seller, TicketValidator validator) {
        this.view = view;
        this.seller = seller;
        this.validator = validator;
    }

    public void buyButtonClicked() {
        Ticket ticket = view.getTicket();
        if (validator.isValid(ticket)) {
            seller.sellTicket(ticket);
        } else {
            refuse(ticket);
        }
    }

    public void refuse(Ticket ticket) {
        refused++;
        throw new RuntimeException("ticket " + ticket.getNumber() + " has no seat");
    }

    public String status() {
        return seller.soldCount() + " sold, " + refused + " refused, last " + seller.lastSold();
    }
}
