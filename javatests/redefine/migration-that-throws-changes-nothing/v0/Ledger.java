import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class Ledger {
    static int changes = 7;
    static String title = "book";
    static final List<Object> ENTRIES = new ArrayList<>(List.of("one", "two"));
    static final Map<Object, Object> INDEX = new HashMap<>(Map.of("k", "v"));
    static final long[] SUMS = {1, 2, 3};
    static final Object[] SLOTS = {"a", null};
}
