class Ticket {
    final String seat;

    Ticket(String seat) {
        this.seat = seat;
    }

    String show() {
        return "seat " + seat;
    }

    private String mark() {
        return "plain";
    }

    String markOf(Ticket other) {
        return mark() + "/" + other.mark();
    }
}
