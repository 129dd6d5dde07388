public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Version.text()));
        } while (Live.update());
    }
}
