public class Main {
    public static void main(String[] args) {
        Guard guard = new Guard();
        guard.enter();
        do {
            System.out.println("released " + !Thread.holdsLock(guard) + " level " + guard.level());
        } while (Live.update());
    }
}
