public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Server.serve());
        } while (Live.update());
    }
}
