import java.util.List;

public class Main {
    static class Circle extends Figure {
        int radius = 5;

        String text() {
            return "Circle " + radius;
        }
    }

    static class Ring extends Circle {
        int hole = 2;

        String text() {
            return "Ring " + radius + " " + hole;
        }
    }

    public static void main(String[] args) {
        List<Figure> all = List.of(new Circle(), new Ring());
        do {
            all.forEach(one -> System.out.println(one.show()));
        } while (Live.update());
    }
}
