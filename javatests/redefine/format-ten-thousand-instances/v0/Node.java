class Node {
    final int value;
    final Node next;

    Node(int value, Node next) {
        this.value = value;
        this.next = next;
    }

    int extra() {
        return 0;
    }
}
