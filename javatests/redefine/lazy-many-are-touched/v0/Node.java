class Node {
    Node next;

    Node(Node next) {
        this.next = next;
    }

    int length() {
        int length = 0;
        for (Node at = this; at != null; at = at.next) {
            length++;
        }
        return length;
    }

    String sums() {
        return "0";
    }
}
