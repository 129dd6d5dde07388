import java.util.List;
import java.util.function.Function;

public class Main {
    public static void main(String[] args) {
        Render render = new Render();
        Function<String, String> reference = render::one;
        do {
            System.out.println(List.of("a", "b").stream().map(reference).toList());
        } while (Live.update());
    }
}
