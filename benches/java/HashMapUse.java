import java.util.HashMap;
import java.util.Map;

/** Fills, updates and iterates hash maps with boxed and string keys. */
public class HashMapUse {
    public static void main(String[] args) {
        long total = 0;
        for (int round = 0; round < 20; round++) {
            Map<Integer, Integer> counts = new HashMap<>();
            for (int i = 0; i < 60_000; i++) {
                counts.merge(i * 7 % 10_007, 1, Integer::sum);
            }
            Map<String, Integer> names = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                names.put("key" + i % 2_500, i);
            }
            for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
                total += (long) entry.getKey() * entry.getValue();
            }
            for (int value : names.values()) {
                total += value;
            }
        }
        System.out.println(total);
    }
}
