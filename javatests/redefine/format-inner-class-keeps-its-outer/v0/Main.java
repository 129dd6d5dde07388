public class Main {
    public static void main(String[] args) {
        Basket.Item item = new Basket("list").new Item();
        do {
            System.out.println(item.show());
        } while (Live.update());
    }
}
