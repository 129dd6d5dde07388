package un;

import java.util.ArrayList;
import java.util.List;

/** Says what its instances are, every few milliseconds; in the second version it makes another one. */
public class Main {
    public static void main(String[] args) throws Exception {
        List<Point> points = new ArrayList<>(List.of(new Point(3, 4)));
        Tag tag = new Tag("seat");
        while (true) {
            if (Point.version() == 1 && points.size() == 1) {
                points.add(new Point(0, 5));
            }
            StringBuilder line = new StringBuilder();
            for (Point point : points) {
                line.append(point.show()).append(", ");
            }
            System.out.println(line.append(tag.show()));
            Thread.sleep(5);
        }
    }
}
