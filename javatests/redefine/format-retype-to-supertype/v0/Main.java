public class Main {
    public static void main(String[] args) {
        Bag bag = new Bag();
        bag.fill();
        do {
            System.out.println(bag);
        } while (Live.update());
    }
}
