class Node {
    Object label;
    final long number;
    int weight;
    Node next;

    Node(long number) {
        this.number = number;
    }

    /** One for each node without a label, and the weight of the second that got one. */
    int extra() {
        return (label == null ? 1 : 0) + (number == 3 ? weight : 0);
    }
}
