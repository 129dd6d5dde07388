import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small grep with substitution: arguments are the pattern and the replacement. */
public class Main {
    public static void main(String[] args) throws IOException {
        Pattern p = Pattern.compile(args[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int n = 0;
        int hits = 0;
        for (String l; (l = in.readLine()) != null; ) {
            n++;
            Matcher m = p.matcher(l);
            StringBuilder b = new StringBuilder();
            int before = hits;
            while (m.find()) {
                hits++;
                m.appendReplacement(b, args[1]);
            }
            if (hits > before) {
                System.out.println(n + ":" + m.appendTail(b));
            }
        }
        System.out.println(hits + " hits in " + n + " lines");
        System.exit(hits > 0 ? 0 : 1);
    }
}
