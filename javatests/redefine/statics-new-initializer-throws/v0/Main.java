public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Ports.show());
        } while (Live.update());
    }
}
