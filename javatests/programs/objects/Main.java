/** Virtual and interface calls, constructors, fields, inheritance, abstract classes. */
public class Main {
    interface Shape {
        double area();

        default String describe() {
            return name() + " of area " + area();
        }

        String name();
    }

    abstract static class Base implements Shape {
        private final String name;

        Base(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }
    }

    static class Square extends Base {
        final int side;

        Square(int side) {
            super("square");
            this.side = side;
        }

        @Override
        public double area() {
            return side * side;
        }
    }

    static final class Cube extends Square {
        Cube(int side) {
            super(side);
        }

        @Override
        public double area() {
            return 6 * super.area();
        }

        @Override
        public String describe() {
            return "cube: " + super.describe();
        }
    }

    public static void main(String[] args) {
        Shape[] shapes = {new Square(3), new Cube(2), new Shape() {
            @Override
            public double area() {
                return 0.5;
            }

            @Override
            public String name() {
                return "anonymous";
            }
        }};
        for (Shape s : shapes) {
            System.out.println(s.describe());
            System.out.println(s instanceof Square);
        }
        Object o = shapes[1];
        System.out.println(((Square) o).side);
        System.out.println(o.getClass().getName());
    }
}
