import java.util.ArrayList;
import java.util.List;

/** Fills the heap, catches OutOfMemoryError, goes on. */
public class Main {
    static int fill() {
        List<byte[]> kept = new ArrayList<>();
        try {
            while (true) {
                kept.add(new byte[1 << 20]);
            }
        } catch (OutOfMemoryError e) {
            int n = kept.size();
            kept = null;
            System.out.println(e.getMessage());
            return n;
        }
    }

    public static void main(String[] args) {
        for (int i = 0; i < 3; i++) {
            int n = fill();
            System.out.println("filled " + (n >= 10 && n <= 40));
        }
        try {
            System.out.println(new long[Integer.MAX_VALUE].length);
        } catch (OutOfMemoryError e) {
            System.out.println("too big");
        }
        long sum = 0;
        for (int i = 0; i < 200; i++) {
            sum += new int[50_000].length;
        }
        System.out.println(sum);
    }
}
