/** Calls interface methods on receivers of three classes in turn. */
public class InterfaceCalls {
    private interface Shape {
        int area(int scale);
    }

    private static final class Square implements Shape {
        @Override
        public int area(int scale) {
            return scale * scale;
        }
    }

    private static final class Strip implements Shape {
        @Override
        public int area(int scale) {
            return scale * 3;
        }
    }

    private static final class Dot implements Shape {
        @Override
        public int area(int scale) {
            return 1;
        }
    }

    public static void main(String[] args) {
        Shape[] shapes = {new Square(), new Strip(), new Dot()};
        long total = 0;
        for (int i = 0; i < 25_000_000; i++) {
            total += shapes[i % 3].area(i & 15);
        }
        System.out.println(total);
    }
}
