package ticketshop;

import java.time.LocalDate;

/** One ticket. A seat of 0 is a mistake of the customer. */
public class Ticket {
    private final int number;
    private final int seat;
    private LocalDate paidDate;

    public Ticket(int number, int seat) {
        this.number = number;
        this.seat = seat;
    }

    public int getNumber() {
        return number;
    }

    public int getSeat() {
        return seat;
    }

    public LocalDate getPaidDate() {
        return paidDate;
    }

    public void setPaidDate(LocalDate paidDate) {
        this.paidDate = paidDate;
    }

    @Override
    public String toString() {
        return "#" + number + " seat " + seat + (paidDate == null ? "" : " paid " + paidDate);
    }
}
