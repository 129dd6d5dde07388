public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Count.total));
        } while (Live.update());
    }
}
