public class Main {
    public static void main(String[] args) {
        Item item = new Item("42");
        do {
            System.out.println(item.show());
        } while (Live.update());
    }
}
