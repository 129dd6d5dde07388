class Node {
    int weight = 2;
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

    private long sum() {
        long sum = 0;
        for (Node at = this; at != null; at = at.next) {
            sum += at.weight++;
        }
        return sum;
    }

    String sums() {
        return sum() + " then " + sum();
    }
}
