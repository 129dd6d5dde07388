/** Builds and walks binary trees, one long-lived among many short-lived: allocation and collection. */
public class BinaryTrees {
    private static final int DEPTH = 15;

    private static final class Node {
        final Node left;
        final Node right;

        Node(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        int count() {
            return left == null ? 1 : 1 + left.count() + right.count();
        }
    }

    public static void main(String[] args) {
        Node kept = build(DEPTH);
        for (int depth = 4; depth <= DEPTH; depth += 2) {
            int trees = 1 << (DEPTH - depth + 4);
            int nodes = 0;
            for (int i = 0; i < trees; i++) {
                nodes += build(depth).count();
            }
            System.out.println(trees + " trees of depth " + depth + ": " + nodes + " nodes");
        }
        System.out.println("kept: " + kept.count() + " nodes");
    }

    private static Node build(int depth) {
        return depth == 0 ? new Node(null, null) : new Node(build(depth - 1), build(depth - 1));
    }
}
