public class Main {
    public static void main(String[] args) {
        Stays stays = new Stays();
        Waits waits = new Waits();
        do {
            System.out.println(stays.show() + " " + waits.show());
        } while (Live.update());
    }
}
