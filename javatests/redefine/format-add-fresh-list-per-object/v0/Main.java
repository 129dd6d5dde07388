public class Main {
    public static void main(String[] args) {
        Note a = new Note("a");
        Note b = new Note("b");
        do {
            System.out.println(a.show());
            System.out.println(b.show());
        } while (Live.update());
    }
}
