public class Main {
    static abstract class Layered {
        abstract String layer();
    }

    public static void main(String[] args) {
        Canvas canvas = new Canvas();
        do {
            System.out.println(Live.attempt(() -> Painter.paint(canvas)));
        } while (Live.update());
    }
}
