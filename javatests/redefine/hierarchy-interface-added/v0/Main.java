import java.util.List;
import java.util.TreeSet;

public class Main {
    public static void main(String[] args) {
        List<Object> all = List.of(new Version(2), new Version(3), new Version(1));
        do {
            System.out.println("Comparable: " + (all.get(0) instanceof Comparable));
            System.out.println(Live.attempt(() -> new TreeSet<>(all)));
        } while (Live.update());
    }
}
