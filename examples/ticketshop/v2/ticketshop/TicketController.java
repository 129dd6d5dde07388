package ticketshop;

/** Version 2: the body of {@code buyButtonClicked} asks the validator first. */
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
        if (validator.isValid(ticket)) {
            seller.sellTicket(ticket);
        } else {
            throw new RuntimeException("no seat chosen");
        }
    }

    public String status() {
        return seller.soldCount() + " sold, " + seller.withoutSeat() + " without a seat, last " + seller.lastSold();
    }
}
