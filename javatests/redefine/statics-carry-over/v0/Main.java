public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Stats.hit());
        } while (Live.update());
    }
}
