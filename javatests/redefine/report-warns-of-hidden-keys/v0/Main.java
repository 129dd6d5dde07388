import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

public class Main {
    static final Set<Code> SET = new HashSet<>();
    static final Map<Code, String> MAP = new ConcurrentHashMap<>();
    static final Map<String, Code> VALUES = new HashMap<>();
    static final Map<Code, String> SORTED = new TreeMap<>((a, b) -> a.number - b.number);

    public static void main(String[] args) {
        SET.add(new Code(1));
        SET.add(new Code(2));
        SET.add(new LongCode(3));
        MAP.put(new Code(4), "four");
        VALUES.put("five", new Code(5));
        SORTED.put(new Code(6), "six");
        do {
            System.out.println("found: " + SET.contains(new Code(1)) + " " + MAP.containsKey(new Code(4)) + ", " + SET.size());
        } while (Live.update());
    }
}
