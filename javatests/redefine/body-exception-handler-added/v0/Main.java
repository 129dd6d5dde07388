public class Main {
    public static void main(String[] args) {
        Parser parser = new Parser();
        do {
            System.out.println(Live.attempt(() -> parser.parse("x1")));
        } while (Live.update());
    }
}
