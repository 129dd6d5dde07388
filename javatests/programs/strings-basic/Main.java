/** String operations that need little: concatenation, charAt, substring, StringBuilder, switch. */
public class Main {
    static String reverse(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = s.length() - 1; i >= 0; i--) {
            b.append(s.charAt(i));
        }
        return b.toString();
    }

    static int kind(String s) {
        switch (s) {
            case "Aa":
            case "BB":
                return 1;
            case "C":
                return 2;
            default:
                return 0;
        }
    }

    public static void main(String[] args) {
        String s = "register code";
        System.out.println(reverse(s));
        System.out.println(s.substring(9) + '/' + s.indexOf('c') + '/' + s.toUpperCase());
        System.out.println("x" + 1 + 2L + 3f + 4.0 + 'c' + true + null);
        System.out.println(kind("Aa") + kind("BB") + kind("C") + kind("Bb"));
        System.out.println("Aa".hashCode() == "BB".hashCode());
        System.out.println(s.equals(reverse(reverse(s))));
        System.out.println(("regis" + "ter code") == s);
        System.out.println((reverse(reverse(s)).intern()) == s);
        System.out.println("a,b,,c".split(",").length);
        System.out.println(String.join("-", "p", "q", "r"));
        System.out.println("žluťoučký kůň \u00e9 \u20ac".length());
        System.out.println("   trimmed ".trim().isEmpty());
        System.out.println("ab".repeat(5));
        System.out.println("b".compareTo("abc"));
    }
}
