public class Main {
    public static void main(String[] args) {
        Node first = null;
        for (int i = 0; i < 10_000; i++) {
            first = new Node(i, first);
        }
        do {
            long sum = 0;
            long extra = 0;
            for (Node node = first; node != null; node = node.next) {
                sum += node.value;
                extra += node.extra();
            }
            System.out.println("sum " + sum + ", " + (extra == 0 ? "plain" : "weights " + extra));
        } while (Live.update());
    }
}
