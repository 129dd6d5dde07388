import java.util.ArrayList;
import java.util.List;

class State {
    static List<String> log = new ArrayList<>(List.of("y"));
    static int next = 100;
}
