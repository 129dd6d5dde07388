public class Main {
    public static void main(String[] args) {
        new Box();
        do {
            System.out.println(Caller.call());
            System.gc();
        } while (Live.update());
    }
}
