public class Main {
    public static void main(String[] args) {
        Grow grow = new Grow(1);
        do {
            System.out.println(grow);
        } while (Live.update());
    }
}
