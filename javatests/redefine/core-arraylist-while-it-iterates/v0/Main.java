import java.util.ArrayList;
import java.util.List;

public class Main {
    static boolean more = true;

    static void visit(String text) {
        System.out.println("visit " + text);
        if (text.equals("a")) {
            more = Live.update();
        }
    }

    public static void main(String[] args) {
        List<String> list = new ArrayList<>(List.of("a", "b", "c"));
        while (more) {
            list.forEach(Main::visit);
        }
    }
}
