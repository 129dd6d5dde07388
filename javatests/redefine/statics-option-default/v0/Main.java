public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Limits.show());
        } while (Live.update());
    }
}
