public class Main {
    public static void main(String[] args) {
        Stock stock = new Stock();
        do {
            System.out.println(stock.show());
        } while (Live.update());
    }
}
