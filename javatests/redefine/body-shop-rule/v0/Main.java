public class Main {
    public static void main(String[] args) {
        Shop shop = new Shop();
        do {
            shop.buy(new Ticket(null));
            shop.buy(new Ticket("4A"));
        } while (Live.update());
    }
}
