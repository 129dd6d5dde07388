import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

public class Main {
    public static void main(String[] args) {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            map.put("k" + i, i);
        }
        Map<String, Integer> linked = new LinkedHashMap<>(Map.of("one", 1));
        do {
            linked.forEach((key, value) -> System.out.print(key + "=" + value));
            map.remove("k5");
            map.put("k5", 5);
            System.out.println(" size " + map.size());
        } while (Live.update());
    }
}
