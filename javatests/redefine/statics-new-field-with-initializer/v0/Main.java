public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Registry.show());
        } while (Live.update());
    }
}
