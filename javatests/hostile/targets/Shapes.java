package targets;

import java.util.Objects;

/** Inheritance, interfaces, inner classes, enums, records, sealed types, super calls, private members of a nest. */
@Deprecated
public abstract class Shapes implements Comparable<Shapes> {
    /** Something measured. */
    @FunctionalInterface
    public interface Measured {
        int LIMIT = 100;

        int area();

        default int twice() {
            return area() * 2 + helper();
        }

        private int helper() {
            return LIMIT;
        }

        static int none() {
            return 0;
        }
    }

    /** Colours. */
    public enum Colour implements Measured {
        RED(1), GREEN(2) {
            @Override
            public int area() {
                return super.area() + 5;
            }
        }, BLUE(4);

        private final int weight;

        Colour(int weight) {
            this.weight = weight;
        }

        @Override
        public int area() {
            return weight * ordinal();
        }
    }

    record Point(int x, long y, String name) {
        Point {
            Objects.requireNonNull(name);
        }

        Point moved() {
            return new Point(x + 1, y - 1, name + "'");
        }
    }

    sealed interface Tree permits Leaf, Node { }

    record Leaf(int value) implements Tree { }

    record Node(Tree left, Tree right) implements Tree { }

    static final class Square extends Shapes implements Measured {
        private final int side;
        protected double scale = 1.5;

        Square(int side) {
            super("square" + side);
            this.side = side;
        }

        @Override
        public int area() {
            return side * side;
        }

        @Override
        int weight(long factor, double shift) {
            return super.weight(factor, shift) + (int) scale;
        }

        @Override
        public int compareTo(Shapes other) {
            return Integer.compare(weight(1, 2), other.weight(3, 4));
        }
    }

    private static int made;
    protected final String label;
    volatile int seen;

    protected Shapes(String label) {
        this.label = label;
        made++;
    }

    int weight(long factor, double shift) {
        seen++;
        return label.length() * (int) factor + (int) shift + made;
    }

    class Inner {
        private int own = seen + 1;

        int outer() {
            return own + label.length() + Shapes.this.seen++;
        }
    }

    private static int sum(Tree tree) {
        Fuel.burn();
        if (tree instanceof Leaf leaf) {
            return leaf.value();
        }
        Node node = (Node) tree;
        return sum(node.left()) + sum(node.right());
    }

    public static int trees() {
        Tree tree = new Leaf(1);
        for (int i = 0; i < 10; i++) {
            tree = new Node(tree, new Leaf(i));
        }
        return sum(tree);
    }

    public static int squares() {
        Shapes shape = new Square(5);
        Measured measured = (Measured) shape;
        Inner inner = shape.new Inner();
        return shape.weight(3L, 2.0) + measured.twice() + inner.outer() + inner.own + Measured.none()
            + shape.compareTo(new Square(6));
    }

    public static String colours() {
        StringBuilder s = new StringBuilder();
        for (Colour colour : Colour.values()) {
            Fuel.burn();
            switch (colour) {
                case RED -> s.append("r").append(colour.area());
                case GREEN -> s.append(Colour.valueOf("BLUE").twice());
                default -> s.append(colour);
            }
        }
        return s.toString();
    }

    public static String points() {
        Point p = new Point(1, 2L, "p").moved();
        return p + " " + p.equals(p.moved()) + p.hashCode() + (p instanceof Record);
    }
}
