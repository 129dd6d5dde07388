/** Draws the Mandelbrot set in characters. */
public class Main {
    public static void main(String[] args) {
        String shades = " .:-=+*#%@";
        for (int row = 0; row < 24; row++) {
            char[] line = new char[64];
            for (int col = 0; col < 64; col++) {
                double cr = -2.2 + col * 3.2 / 63;
                double ci = -1.2 + row * 2.4 / 23;
                double zr = 0;
                double zi = 0;
                int n = 0;
                while (n < 50 && zr * zr + zi * zi < 4) {
                    double t = zr * zr - zi * zi + cr;
                    zi = 2 * zr * zi + ci;
                    zr = t;
                    n++;
                }
                line[col] = shades.charAt(n * (shades.length() - 1) / 50);
            }
            System.out.println(new String(line).stripTrailing());
        }
    }
}
