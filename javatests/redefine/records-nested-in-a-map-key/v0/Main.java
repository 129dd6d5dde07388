import java.util.HashMap;
import java.util.Map;

public class Main {
    public static void main(String[] args) {
        Map<Key, String> map = new HashMap<>();
        map.put(new Key(1, "a"), "x");
        do {
            System.out.println("found: " + map.containsKey(new Key(1, "a")));
        } while (Live.update());
    }
}
