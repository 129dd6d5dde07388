import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Shape> shapes = List.of(new Shape(3, 4, 's', false), new Box(2, 5));
        do {
            shapes.forEach(shape -> System.out.println(shape.show()));
        } while (Live.update());
    }
}
