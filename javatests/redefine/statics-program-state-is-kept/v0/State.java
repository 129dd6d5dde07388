import java.util.ArrayList;
import java.util.List;

class State {
    static final List<String> log = new ArrayList<>();
    static int next = 1;
}
