public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Fragile.value));
            System.out.println(Live.attempt(() -> Fragile.value));
        } while (Live.update());
    }
}
