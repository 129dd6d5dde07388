public class Main {
    public static void main(String[] args) {
        Config.host = "example.org";
        Config.port = 8443;
        do {
            System.out.println(Config.show());
        } while (Live.update());
    }
}
