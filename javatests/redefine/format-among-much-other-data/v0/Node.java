class Node {
    final long number;
    Node next;

    Node(long number) {
        this.number = number;
    }

    int extra() {
        return 0;
    }
}
