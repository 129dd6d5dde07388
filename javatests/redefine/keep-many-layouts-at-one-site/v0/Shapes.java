/** Six classes below one: each has a layout of its own in each version of the class above. */
final class Shapes {
    private Shapes() {}

    static Shape[] make() {
        return new Shape[] {new One(1), new Two(2), new Three(3), new Four(4), new Five(5), new Six(6)};
    }

    static class One extends Shape {
        One(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + 1;
        }
    }

    static class Two extends Shape {
        int side = 2;

        Two(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + side;
        }
    }

    static class Three extends Two {
        Object more = "more";

        Three(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + 1;
        }
    }

    static class Four extends Shape {
        byte four = 4;

        Four(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + four;
        }
    }

    static class Five extends Four {
        Five(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + 1;
        }
    }

    static class Six extends Shape {
        long six = 6;

        Six(int n) {
            super(n);
        }

        @Override
        int kind() {
            return super.kind() + (int) six;
        }
    }
}
