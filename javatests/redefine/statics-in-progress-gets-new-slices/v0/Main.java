public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Boot.text());
        } while (Live.update());
    }
}
