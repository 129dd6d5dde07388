class Node {
    final long number;
    int weight;
    Node next;

    Node(long number) {
        this.number = number;
    }

    /** Of the first four, two get a weight. */
    int extra() {
        if (number < 4) {
            weight = (int) number % 2;
        }
        return weight;
    }
}
