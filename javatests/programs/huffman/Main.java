import java.util.BitSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Huffman coding there and back. */
public class Main {
    abstract static class Node implements Comparable<Node> {
        final int weight;
        final int order;
        static int made;

        Node(int weight) {
            this.weight = weight;
            order = made++;
        }

        @Override
        public int compareTo(Node o) {
            return weight != o.weight ? Integer.compare(weight, o.weight) : Integer.compare(order, o.order);
        }

        abstract void codes(String prefix, Map<Character, String> into);
    }

    static class Leaf extends Node {
        final char c;

        Leaf(char c, int weight) {
            super(weight);
            this.c = c;
        }

        @Override
        void codes(String prefix, Map<Character, String> into) {
            into.put(c, prefix);
        }
    }

    static class Fork extends Node {
        final Node zero;
        final Node one;

        Fork(Node zero, Node one) {
            super(zero.weight + one.weight);
            this.zero = zero;
            this.one = one;
        }

        @Override
        void codes(String prefix, Map<Character, String> into) {
            zero.codes(prefix + '0', into);
            one.codes(prefix + '1', into);
        }
    }

    public static void main(String[] args) {
        String text = "she sells sea shells by the sea shore; the shells she sells are sea shells for sure";
        Map<Character, Integer> counts = new TreeMap<>();
        for (char c : text.toCharArray()) {
            counts.merge(c, 1, Integer::sum);
        }
        PriorityQueue<Node> queue = new PriorityQueue<>();
        counts.forEach((c, n) -> queue.add(new Leaf(c, n)));
        while (queue.size() > 1) {
            queue.add(new Fork(queue.poll(), queue.poll()));
        }
        Node root = queue.poll();
        Map<Character, String> codes = new TreeMap<>();
        root.codes("", codes);
        codes.forEach((c, s) -> System.out.println("'" + c + "' " + counts.get(c) + " " + s));
        BitSet bits = new BitSet();
        int n = 0;
        for (char c : text.toCharArray()) {
            for (char b : codes.get(c).toCharArray()) {
                bits.set(n++, b == '1');
            }
        }
        StringBuilder back = new StringBuilder();
        Node at = root;
        for (int i = 0; i < n; i++) {
            at = bits.get(i) ? ((Fork) at).one : ((Fork) at).zero;
            if (at instanceof Leaf l) {
                back.append(l.c);
                at = root;
            }
        }
        System.out.println(text.length() * 8 + " bits -> " + n + ", same: " + back.toString().equals(text));
    }
}
