public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Good.text() + " " + Broken.text());
        } while (Live.update());
    }
}
