import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

public class Main {
    public static void main(String[] args) {
        List<Thing> things = new ArrayList<>();
        List<Integer> hashes = new ArrayList<>();
        Map<Thing, Integer> map = new IdentityHashMap<>();
        for (int i = 0; i < 100; i++) {
            Thing thing = new Thing();
            things.add(thing);
            hashes.add(System.identityHashCode(thing));
            map.put(thing, i);
        }
        do {
            boolean same = true;
            boolean found = true;
            for (int i = 0; i < 100; i++) {
                same &= System.identityHashCode(things.get(i)) == hashes.get(i) && things.get(i).hashCode() == hashes.get(i);
                found &= map.get(things.get(i)) == i;
            }
            System.out.println("same hash: " + same + ", in identity map: " + found);
        } while (Live.update());
    }
}
