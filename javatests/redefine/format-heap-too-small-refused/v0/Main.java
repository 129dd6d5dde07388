import java.util.ArrayList;
import java.util.List;

public class Main {
    static final List<Point> POINTS = new ArrayList<>();

    static String look() {
        long sum = 0;
        for (Point point : POINTS) {
            sum += point.number + point.extra();
        }
        // The program still has room to work in.
        int made = 0;
        for (int i = 0; i < 100_000; i++) {
            made += new byte[16].length;
        }
        return POINTS.size() + " points, sum " + sum + ", " + made + " bytes";
    }

    public static void main(String[] args) {
        for (int i = 0; i < 200_000; i++) {
            POINTS.add(new Point(i));
        }
        do {
            System.out.println(look());
        } while (Live.update());
    }
}
