public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("a=" + Slow.a + " b=" + Slow.b + Slow.extra());
        } while (Live.update());
    }
}
