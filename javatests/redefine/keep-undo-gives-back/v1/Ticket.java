class Ticket {
    int price = 7;
    String note = "fresh";

    String show() {
        return "price " + price + " " + note;
    }
}
