package ticketshop;

import java.time.LocalDate;

/** Version 4: a new field, so the format of the instances changes; old tickets have no contact. */
public class Ticket {
    private final int number;
    private final int seat;
    private String contactName;
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

    public String getContactName() {
        return contactName;
    }

    public void setContactName(String contactName) {
        this.contactName = contactName;
    }

    public LocalDate getPaidDate() {
        return paidDate;
    }

    public void setPaidDate(LocalDate paidDate) {
        this.paidDate = paidDate;
    }

    @Override
    public String toString() {
        return "#" + number + " seat " + seat + (paidDate == null ? "" : " paid " + paidDate)
            + (contactName == null ? "" : " for " + contactName);
    }
}
