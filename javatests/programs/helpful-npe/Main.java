import java.util.List;

/** Helpful messages of NullPointerException, the last one uncaught. */
public class Main {
    Main next;
    String[] names;
    int[][] grid;

    String name(int i) {
        return names[i];
    }

    static void attempt(Runnable r) {
        try {
            r.run();
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
    }

    public static void main(String[] args) {
        Main m = new Main();
        attempt(() -> System.out.println(m.next.next));
        attempt(() -> System.out.println(m.name(1)));
        attempt(() -> m.next.grid[0][1]++);
        m.grid = new int[2][];
        attempt(() -> m.grid[1][0] = 5);
        m.names = new String[2];
        attempt(() -> System.out.println(m.name(1).length()));
        attempt(() -> System.out.println(List.of("a").iterator().next().concat(null)));
        attempt(() -> {
            Integer boxed = null;
            int x = boxed + 1;
            System.out.println(x);
        });
        attempt(() -> {
            synchronized (m.next) {
                System.out.println("no");
            }
        });
        Main other = m.next;
        other.names = null;
    }
}
