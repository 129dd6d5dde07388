public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(One.text() + " " + Two.text());
        } while (Live.update());
    }
}
