import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Builds long strings in several ways and compares their hashes. */
public class Main {
    public static void main(String[] args) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            b.append(i).append(i % 7 == 0 ? "\u20ac" : ",");
        }
        String s = b.toString();
        System.out.println(s.length() + " " + s.hashCode());
        String t = IntStream.range(0, 50_000).mapToObj(i -> i + (i % 7 == 0 ? "\u20ac" : ",")).collect(Collectors.joining());
        System.out.println(s.equals(t));
        System.out.println(s.replace("\u20ac", "").length());
        System.out.println(s.chars().filter(c -> c == '\u20ac').count());
        System.out.println(s.split("\u20ac").length);
        System.out.println("ab".repeat(100_000).lastIndexOf("ba"));
        String u = "";
        for (int i = 0; i < 2000; i++) {
            u += (char) ('a' + i % 26);
        }
        System.out.println(u.length() + " " + u.hashCode() + " " + u.substring(1990));
        System.out.println(new StringBuilder(s).reverse().indexOf("1"));
    }
}
