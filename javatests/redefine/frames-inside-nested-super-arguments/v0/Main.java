public class Main {
    static int ask(int number) {
        if (number == 12) {
            Live.update();
        }
        return number;
    }

    public static void main(String[] args) {
        Leaf leaf = new Leaf(5);
        do {
            System.out.println(leaf);
        } while (Live.update());
    }
}
