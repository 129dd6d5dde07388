/** Solves sudokus with bit masks. */
public class Main {
    static int tries;

    static boolean solve(int[] cells, int[] rows, int[] cols, int[] boxes) {
        int best = -1;
        int bestMask = 0;
        int bestCount = 10;
        for (int i = 0; i < 81; i++) {
            if (cells[i] == 0) {
                int mask = ~(rows[i / 9] | cols[i % 9] | boxes[i / 27 * 3 + i % 9 / 3]) & 0x1FF;
                int count = Integer.bitCount(mask);
                if (count < bestCount) {
                    best = i;
                    bestMask = mask;
                    bestCount = count;
                }
            }
        }
        if (best < 0) {
            return true;
        }
        for (int m = bestMask; m != 0; m &= m - 1) {
            int bit = Integer.lowestOneBit(m);
            tries++;
            set(cells, rows, cols, boxes, best, bit);
            if (solve(cells, rows, cols, boxes)) {
                return true;
            }
            set(cells, rows, cols, boxes, best, bit);
            cells[best] = 0;
        }
        return false;
    }

    static void set(int[] cells, int[] rows, int[] cols, int[] boxes, int i, int bit) {
        cells[i] = Integer.numberOfTrailingZeros(bit) + 1;
        rows[i / 9] ^= bit;
        cols[i % 9] ^= bit;
        boxes[i / 27 * 3 + i % 9 / 3] ^= bit;
    }

    public static void main(String[] args) {
        String[] puzzles = {
            "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
            "000000907000420180000705026100904000050000040000507009920108000034059000507000000",
            "800000000003600000070090200050007000000045700000100030001000068008500010090000400",
        };
        for (String p : puzzles) {
            int[] cells = new int[81];
            int[] rows = new int[9];
            int[] cols = new int[9];
            int[] boxes = new int[9];
            for (int i = 0; i < 81; i++) {
                if (p.charAt(i) != '0') {
                    set(cells, rows, cols, boxes, i, 1 << (p.charAt(i) - '1'));
                }
            }
            tries = 0;
            boolean solved = solve(cells, rows, cols, boxes);
            System.out.println(solved + " after " + tries + " tries");
            for (int r = 0; r < 9; r++) {
                StringBuilder b = new StringBuilder();
                for (int c = 0; c < 9; c++) {
                    b.append(cells[r * 9 + c]).append(c % 3 == 2 ? " " : "");
                }
                System.out.println(b.toString().trim());
            }
        }
    }
}
