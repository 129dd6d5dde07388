public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Thrower.go());
        } while (Live.update());
    }
}
