public class Main {
    static class Plain extends Base {}

    static class Own extends Base {
        String text() {
            return "own";
        }
    }

    public static void main(String[] args) {
        Base plain = new Plain();
        Base own = new Own();
        do {
            System.out.println("plain: " + Live.attempt(() -> plain.text()));
            System.out.println("own: " + Live.attempt(() -> own.text()));
        } while (Live.update());
    }
}
