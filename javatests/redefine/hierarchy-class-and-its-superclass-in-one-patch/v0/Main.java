public class Main {
    public static void main(String[] args) {
        Lower lower = new Lower();
        do {
            System.out.println(lower.show());
        } while (Live.update());
    }
}
