import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

public class Main {
    public static void main(String[] args) {
        Coin a = new Coin();
        Coin b = new Coin();
        Coin[] array = {a, b, null};
        Object[][] nested = {{a}, array};
        Set<Coin> set = new HashSet<>(Set.of(a, b));
        Map<Coin, String> map = new HashMap<>(Map.of(a, "a"));
        do {
            System.out.println(array[0] + " " + array[1] + " " + array[2]);
            System.out.println("found: " + set.contains(b) + " " + "a".equals(map.get(array[0])) + " " + (nested[0][0] == a));
        } while (Live.update());
    }
}
