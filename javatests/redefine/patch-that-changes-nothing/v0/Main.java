public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Same.text());
        } while (Live.update());
    }
}
