public class Main {
    public static void main(String[] args) {
        Dial dial = new Dial();
        dial.turn();
        do {
            System.out.println("new frame reads " + dial.mark());
        } while (Live.update());
    }
}
