package ticketshop;

/** Version 1: sells whatever ticket the view returns. */
public class TicketController {
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
        seller.sellTicket(ticket);
    }

    public String status() {
        return seller.soldCount() + " sold, " + seller.withoutSeat() + " without a seat, last " + seller.lastSold();
    }
}
