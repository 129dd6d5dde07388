import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

public class Main {
    public static void main(String[] args) {
        Key ann = new Key("Ann", 30, "7");
        Key bob = new Key("Bob", 40, "12");
        Map<Key, Integer> map = new HashMap<>();
        Map<Key, Integer> linked = new LinkedHashMap<>();
        Map<Key, Integer> shared = new ConcurrentHashMap<>();
        Set<Key> set = new HashSet<>();
        for (Key key : new Key[] {bob, ann}) {
            map.put(key, key.name().length());
            linked.put(key, 1);
            shared.put(key, 2);
            set.add(key);
        }
        do {
            System.out.println(linked.keySet());
            System.out.println(map.get(ann) + " " + linked.get(bob) + " " + shared.get(ann) + " " + set.contains(bob));
        } while (Live.update());
    }
}
