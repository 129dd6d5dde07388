public class Main {
    static boolean more = true;

    static void outside() {
        System.out.println("outside: " + Live.attempt(() -> Desk.help()));
    }

    public static void main(String[] args) {
        while (more) {
            outside();
            Desk.run();
        }
    }
}
