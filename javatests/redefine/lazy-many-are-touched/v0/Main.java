public class Main {
    public static void main(String[] args) {
        Node first = null;
        for (int at = 0; at < 300_000; at++) {
            first = new Node(first);
        }
        do {
            System.out.println(first.length() + " nodes, sum " + first.sums());
        } while (Live.update());
    }
}
