public class Main {
    public static void main(String[] args) {
        Cart cart = new Cart(30);
        do {
            System.out.println("total " + Checkout.total(cart));
        } while (Live.update());
    }
}
