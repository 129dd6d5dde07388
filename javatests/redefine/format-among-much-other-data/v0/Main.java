import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** So much lives beside the nodes that they are converted where they are: everything else stays in its place. */
public class Main {
    public static void main(String[] args) {
        Object[] others = new Object[24];
        Map<Long, Node> nodes = new HashMap<>();
        Node first = null;
        Node last = null;
        for (long number = 0; number < 4000; number++) {
            Node node = new Node(number);
            if (first == null) {
                first = node;
            } else {
                last.next = node;
            }
            last = node;
            nodes.put(number, node);
            if (number % 200 == 0) {
                others[(int) number / 200] = new long[100_000];
            }
        }
        last.next = first;
        System.gc();
        Deque<Node> young = new ArrayDeque<>();
        do {
            // These references are made after the last collection, most of them in old objects.
            for (long number = 0; number < 4000; number += 3) {
                Node node = nodes.get(number);
                nodes.put(number, node);
                young.add(node);
            }
            long sum = 0;
            int extra = 0;
            for (Map.Entry<Long, Node> entry : nodes.entrySet()) {
                if (entry.getKey() != entry.getValue().number) {
                    throw new AssertionError(entry.getKey() + " became " + entry.getValue().number);
                }
                sum += entry.getValue().number;
                extra += entry.getValue().extra();
            }
            Node at = first;
            for (int step = 0; step < 4000; step++) {
                if (nodes.get(at.number) != at) {
                    throw new AssertionError("two nodes " + at.number);
                }
                at = at.next;
            }
            for (Node node : young) {
                if (nodes.get(node.number) != node) {
                    throw new AssertionError("another node " + node.number);
                }
            }
            System.out.println(nodes.size() + " nodes, sum " + sum + ", " + extra + " in all, ring "
                    + (at == first ? "closed" : "open"));
        } while (Live.update());
        System.out.println(others[19] != null);
    }
}
