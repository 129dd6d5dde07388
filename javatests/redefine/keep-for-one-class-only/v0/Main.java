public class Main {
    public static void main(String[] args) {
        Stays stays = new Stays();
        Moves moves = new Moves();
        do {
            System.out.println(stays.show() + " " + moves.show());
        } while (Live.update());
    }
}
