public class Main {
    public static void main(String[] args) {
        Host host = new Host();
        do {
            System.out.println(host.show());
        } while (Live.update());
    }
}
