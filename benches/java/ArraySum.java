/** Sums an int array again and again: array access, a counting loop. */
public class ArraySum {
    public static void main(String[] args) {
        int[] values = new int[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7 - 3;
        }
        long total = 0;
        for (int round = 0; round < 20_000; round++) {
            total += sum(values) + round;
        }
        System.out.println(total);
    }

    private static int sum(int[] values) {
        int sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
        }
        return sum;
    }
}
