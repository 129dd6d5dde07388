import java.util.ArrayList;
import java.util.List;

class State {
    static List<String> log = new ArrayList<>();
    static int next = 1;
}
