import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            List<Integer> one = new ArrayList<>(2);
            one.add(i);
            lists.add(one);
        }
        int rounds = 0;
        do {
            rounds++;
            long sum = 0;
            for (List<Integer> one : lists) {
                one.add(one.remove(0) + 1);
                sum += one.get(0);
            }
            List<Integer> fresh = new ArrayList<>(lists.get(9));
            fresh.addAll(lists.get(8));
            System.out.println("round " + (rounds > 1) + ": sum grows by 50000: " + (sum - 50_000L * rounds == 1_249_975_000L)
                    + ", fresh has " + (fresh.size() == 2 && fresh.get(1) == 8 + rounds));
            System.out.println("marks: " + Live.attempt(() -> ArrayList.class.getMethod("mark").invoke(fresh)));
        } while (Live.update());
    }
}
