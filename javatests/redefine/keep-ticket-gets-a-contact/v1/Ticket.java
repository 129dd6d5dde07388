class Ticket {
    final String seat;
    String contactName = "nobody";

    Ticket(String seat) {
        this.seat = seat;
    }

    String show() {
        return "seat " + seat + " for " + contactName;
    }

    String contact() {
        return contactName;
    }

    private String mark() {
        return "named";
    }

    String markOf(Ticket other) {
        return mark() + "/" + other.mark();
    }
}
