class Ticket {
    String contact = "nobody";
    final String seat;
    int rank = 7;
    long price;

    Ticket(String seat, long price) {
        this.seat = seat;
        this.price = price;
    }

    void touch() {
        contact = "Ann";
        rank++;
    }

    String show() {
        return "seat " + seat + " price " + price + " for " + contact + " rank " + rank;
    }
}
