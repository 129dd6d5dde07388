import java.util.Locale;

/** print, println and printf of everything, on both streams. */
public class Main {
    public static void main(String[] args) {
        System.out.print(true);
        System.out.print('c');
        System.out.print(-1);
        System.out.print(1L << 40);
        System.out.print(1.5f);
        System.out.print(2.25);
        System.out.print(new char[] {'x', 'y'});
        System.out.print("s");
        System.out.print((Object) null);
        System.out.println();
        System.err.println("on stderr: " + 42);
        System.out.printf(Locale.ROOT, "%5d|%-5s|%05.1f|%x|%c|%b|%e|%,d%n", 42, "ab", 3.14159, 255, 'q', true, 12345.678, 1234567);
        System.err.printf("%s%n", String.join(",", "a", "b"));
        System.out.println("žluťoučký kůň 😀 €");
        System.out.println("tab\tquote\"backslash\\");
        System.out.append("appended").append('!').println();
        System.out.write('w');
        System.out.write('\n');
        System.out.flush();
        for (double d : new double[] {0, -0.0, 1e-3, 1e-4, 1e7, 1e6, 123456789.125, Double.MAX_VALUE, Math.PI, 1.0 / 3}) {
            System.out.print(d + " ");
        }
        System.out.println();
        for (float f : new float[] {0, 1e-3f, 1e10f, 3.4e38f, 0.1f, 16777216f, 1f / 3}) {
            System.out.print(f + " ");
        }
        System.out.println();
    }
}
