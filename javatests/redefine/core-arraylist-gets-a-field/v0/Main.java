import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            List<Integer> one = new ArrayList<>(2);
            one.add(i == 7 ? 0 : 1);
            lists.add(one);
        }
        do {
            int sum = 0;
            for (List<Integer> one : lists) {
                sum += one.get(0);
            }
            String marked = Live.attempt(() -> ArrayList.class.getMethod("mark").invoke(lists.get(3)));
            System.out.println(lists.size() + " lists, sum " + sum
                    + (marked.equals("NoSuchMethodException") ? "" : ", marked " + marked));
        } while (Live.update());
    }
}
