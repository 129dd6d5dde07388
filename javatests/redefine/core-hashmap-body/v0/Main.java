import java.util.HashMap;
import java.util.Map;

public class Main {
    public static void main(String[] args) {
        Map<String, String> map = new HashMap<>(Map.of("k", "v"));
        do {
            System.out.println("given: " + map.getOrDefault("k", "d") + ", default: " + map.getOrDefault("x", "d"));
        } while (Live.update());
    }
}
