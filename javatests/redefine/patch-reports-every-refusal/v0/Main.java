public class Main {
    public static void main(String[] args) {
        Object[] all = {new First(), new Second(), new Third()};
        do {
            System.out.println(all.length == 3 ? "fine" : "?");
        } while (Live.update());
    }
}
