import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Counts the words of standard input. */
public class Main {
    public static void main(String[] args) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        int lines = 0;
        int chars = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null; lines++) {
                chars += line.length() + 1;
                for (String w : line.toLowerCase().split("[^\\p{L}]+")) {
                    if (!w.isEmpty()) {
                        counts.merge(w, 1, Integer::sum);
                    }
                }
            }
        }
        System.out.println(lines + " lines, " + chars + " characters, " + counts.size() + " words");
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
            .limit(12).forEach(e -> System.out.printf("%5d %s%n", e.getValue(), e.getKey()));
    }
}
