public class Main {
    public static void main(String[] args) {
        Left both = new Both();
        do {
            System.out.println(Live.attempt(() -> both.side()));
        } while (Live.update());
    }
}
