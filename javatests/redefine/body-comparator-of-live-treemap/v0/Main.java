import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        ByLength order = new ByLength();
        do {
            List<String> fruit = new ArrayList<>(List.of("kiwi", "apple", "fig"));
            fruit.sort(order);
            System.out.println(fruit);
        } while (Live.update());
    }
}
