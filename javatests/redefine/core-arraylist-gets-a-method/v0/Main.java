import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<String> list = new ArrayList<>(List.of("a", "b"));
        do {
            System.out.println(list + " " + Live.attempt(() -> ArrayList.class.getMethod("describe").invoke(list)));
        } while (Live.update());
    }
}
