public class Main {
    public static void main(String[] args) {
        Owned owned = new Owned() {};
        do {
            System.out.println(Live.attempt(() -> owned.owner()));
        } while (Live.update());
    }
}
