public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt(() -> Timer.show(5)));
        } while (Live.update());
    }
}
