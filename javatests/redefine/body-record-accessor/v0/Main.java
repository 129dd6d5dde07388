public class Main {
    public static void main(String[] args) {
        Point point = new Point(3, -4);
        do {
            System.out.println(point);
            System.out.println(point.y());
        } while (Live.update());
    }
}
