public class Main {
    public static void main(String[] args) {
        Object kept = Maker.make(5);
        do {
            System.out.println(kept);
        } while (Live.update());
    }
}
