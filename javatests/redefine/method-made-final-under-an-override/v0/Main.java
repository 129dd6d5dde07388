public class Main {
    static class Under extends Top {
        String name() {
            return "own";
        }
    }

    public static void main(String[] args) {
        Top top = new Under();
        do {
            System.out.println(top.name());
        } while (Live.update());
    }
}
