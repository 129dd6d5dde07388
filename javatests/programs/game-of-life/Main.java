import java.util.Random;

/** Conway's game of life from a seeded start. */
public class Main {
    public static void main(String[] args) {
        int h = 20;
        int w = 40;
        boolean[][] cells = new boolean[h][w];
        Random r = new Random(42);
        for (boolean[] row : cells) {
            for (int c = 0; c < w; c++) {
                row[c] = r.nextInt(3) == 0;
            }
        }
        for (int gen = 0; gen <= 40; gen++) {
            if (gen % 20 == 0) {
                System.out.println("generation " + gen);
                for (boolean[] row : cells) {
                    StringBuilder b = new StringBuilder();
                    for (boolean c : row) {
                        b.append(c ? '#' : '.');
                    }
                    System.out.println(b);
                }
            }
            boolean[][] next = new boolean[h][w];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int n = 0;
                    for (int dy = -1; dy <= 1; dy++) {
                        for (int dx = -1; dx <= 1; dx++) {
                            if ((dy != 0 || dx != 0) && cells[(y + dy + h) % h][(x + dx + w) % w]) {
                                n++;
                            }
                        }
                    }
                    next[y][x] = n == 3 || cells[y][x] && n == 2;
                }
            }
            cells = next;
        }
    }
}
