class Ticket {
    final String seat;
    long price;

    Ticket(String seat, long price) {
        this.seat = seat;
        this.price = price;
    }

    void touch() {}

    String show() {
        return "seat " + seat + " price " + price;
    }
}
