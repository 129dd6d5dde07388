package ticketshop;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Sells tickets and remembers them all: the state that an update must keep. */
public class TicketsSeller {
    private static final LocalDate OPENING = LocalDate.of(2013, 8, 26);

    private final List<Ticket> sold = new ArrayList<>();

    public void sellTicket(Ticket ticket) {
        ticket.setPaidDate(OPENING.plusDays(sold.size() / 24));
        sold.add(ticket);
    }

    public int soldCount() {
        return sold.size();
    }

    public Ticket lastSold() {
        return sold.get(sold.size() - 1);
    }

    /** How many of the sold tickets have no seat. */
    public int withoutSeat() {
        int n = 0;
        for (Ticket ticket : sold) {
            if (ticket.getSeat() == 0) {
                n++;
            }
        }
        return n;
    }
}
