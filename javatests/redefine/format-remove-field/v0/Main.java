public class Main {
    public static void main(String[] args) {
        Pair pair = new Pair();
        pair.set(5, 6);
        do {
            System.out.println(pair);
        } while (Live.update());
    }
}
