import java.util.LinkedList;
import java.util.List;

class State {
    static final List<String> log = new LinkedList<>();
    static int next = 100;
}
