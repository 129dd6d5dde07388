import java.util.ArrayList;
import java.util.List;

class Registry {
    static final List<String> names = new ArrayList<>();
    static int size = names.size() + 2;

    static String show() {
        names.add("x");
        return names + " " + size;
    }
}
