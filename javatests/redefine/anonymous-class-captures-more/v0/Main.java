public class Main {
    public static void main(String[] args) {
        Object old = Maker.make(5, "b");
        do {
            System.out.println("old " + old);
        } while (Live.update());
    }
}
