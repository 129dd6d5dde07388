import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<List<String>> all = List.of(new ArrayList<>(List.of("a", "b")), List.of("x", "y"));
        do {
            for (List<String> one : all) {
                System.out.println(Live.attempt(() -> List.class.getMethod("second").invoke(one)));
            }
        } while (Live.update());
    }
}
