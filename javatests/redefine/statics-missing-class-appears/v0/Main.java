public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Missing.use()));
        } while (Live.update());
    }
}
