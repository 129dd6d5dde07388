public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Kept.text());
        } while (Live.update());
    }
}
