public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Rates.vat()));
        } while (Live.update());
    }
}
