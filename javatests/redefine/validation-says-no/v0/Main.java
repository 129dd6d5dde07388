import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Stock> stocks = new ArrayList<>(List.of(new Stock("pen", 12), new Stock("ink", 30)));
        do {
            System.out.println(stocks);
        } while (Live.update());
    }
}
