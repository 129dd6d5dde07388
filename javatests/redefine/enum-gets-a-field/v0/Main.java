public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Currency.EUR.show());
        } while (Live.update());
    }
}
