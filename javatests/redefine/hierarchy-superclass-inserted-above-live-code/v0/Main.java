public class Main {
    public static void main(String[] args) {
        Base leaf = new Leaf();
        do {
            System.out.println(leaf.read());
        } while (Live.update());
    }
}
