import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Circle> circles = new ArrayList<>();
        do {
            circles.add(new Circle());
            for (Circle circle : circles) {
                System.out.println(circle.all() + " r=" + circle.radius);
            }
        } while (Live.update());
    }
}
