public class Main {
    public static void main(String[] args) {
        lib.Safe safe = new lib.Safe();
        do {
            System.out.println(Live.attempt(() -> safe.open()));
        } while (Live.update());
    }
}
