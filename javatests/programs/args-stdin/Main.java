import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/** Echoes arguments and numbered input lines. */
public class Main {
    public static void main(String[] args) throws IOException {
        System.out.println(args.length + " arguments");
        for (String a : args) {
            System.out.println("[" + a + "]");
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int n = 0;
        for (String line; (line = in.readLine()) != null; ) {
            System.out.println(++n + ": " + line);
        }
    }
}
