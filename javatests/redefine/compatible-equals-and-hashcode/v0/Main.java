import java.util.HashSet;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        Isbn a = new Isbn("3-16");
        Isbn b = new Isbn("3-16");
        do {
            System.out.println("equal: " + a.equals(b) + ", in set: " + new HashSet<>(List.of(a, b) ).size());
        } while (Live.update());
    }
}
