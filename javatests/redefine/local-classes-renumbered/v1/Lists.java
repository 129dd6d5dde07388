import java.util.List;

class Lists {
    static Object other() {
        enum Color { BLUE }
        record Point(long y, long z) { }
        class Node {
            Node next;
        }
        Node node = new Node();
        node.next = node;
        return List.of(node, Color.BLUE, new Point(1, 2));
    }

    /** A node more at the end of a list, or a new list. */
    static List<Object> make(Object list, String text) {
        enum Color { RED, GREEN }
        record Point(int x) { }
        class Node {
            final String text;
            Node next;

            Node(String text) {
                this.text = text;
            }

            Node last() {
                return next == null ? this : next.last();
            }

            @Override
            public String toString() {
                return next == null ? text : text + " " + next;
            }
        }
        Node node = new Node(text);
        if (list != null) {
            ((Node) list).last().next = node;
        }
        return List.of(node, Color.RED, new Point(1));
    }
}
