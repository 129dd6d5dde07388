class Ticket {
    String seat = "none";
    int price = 5;

    String show() {
        return "seat " + seat + " price " + price;
    }
}
