import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Count> counts = new ArrayList<>();
        do {
            counts.add(new Count());
            int sum = 0;
            for (int round = 0; round < 1000; round++) {
                sum = 0;
                for (Count count : counts) {
                    sum += count.sum();
                }
            }
            for (Count count : counts) {
                System.out.println(count.show());
            }
            System.out.println("sum " + sum);
            System.gc();
        } while (Live.update());
    }
}
