public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> new Plan().getClass().getName()));
        } while (Live.update());
    }
}
