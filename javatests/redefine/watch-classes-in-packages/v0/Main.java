public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(a.b.Inner.text());
        } while (Live.update());
    }
}
