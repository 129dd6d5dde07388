public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Settings.retries));
        } while (Live.update());
    }
}
