class Node {
    final int value;
    int weight = 2;
    final Node next;

    Node(int value, Node next) {
        this.value = value;
        this.next = next;
    }

    int extra() {
        return weight;
    }
}
