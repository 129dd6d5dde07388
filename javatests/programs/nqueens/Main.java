/** Counts and prints n-queens solutions. */
public class Main {
    static int solutions;

    static void place(int row, int n, int[] at, boolean print) {
        if (row == n) {
            solutions++;
            if (print && solutions == 1) {
                for (int r = 0; r < n; r++) {
                    StringBuilder b = new StringBuilder();
                    for (int c = 0; c < n; c++) {
                        b.append(at[r] == c ? 'Q' : '.');
                    }
                    System.out.println(b);
                }
            }
            return;
        }
        next:
        for (int c = 0; c < n; c++) {
            for (int r = 0; r < row; r++) {
                if (at[r] == c || Math.abs(at[r] - c) == row - r) {
                    continue next;
                }
            }
            at[row] = c;
            place(row + 1, n, at, print);
        }
    }

    public static void main(String[] args) {
        for (int n = 1; n <= 7; n++) {
            solutions = 0;
            place(0, n, new int[n], n == 6);
            System.out.println(n + ": " + solutions);
        }
    }
}
