import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON parser and printer, with error positions. */
public class Main {
    static final class Parser {
        private final String s;
        private int at;

        Parser(String s) {
            this.s = s;
        }

        Object parse() {
            Object v = value();
            space();
            if (at < s.length()) {
                throw error("trailing text");
            }
            return v;
        }

        private IllegalArgumentException error(String m) {
            return new IllegalArgumentException(m + " at " + at);
        }

        private void space() {
            while (at < s.length() && Character.isWhitespace(s.charAt(at))) {
                at++;
            }
        }

        private boolean take(char c) {
            space();
            if (at < s.length() && s.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!take(c)) {
                throw error("expected " + c);
            }
        }

        private Object value() {
            space();
            if (at >= s.length()) {
                throw error("unexpected end");
            }
            char c = s.charAt(at);
            if (take('{')) {
                Map<String, Object> m = new LinkedHashMap<>();
                if (!take('}')) {
                    do {
                        space();
                        String k = string();
                        expect(':');
                        m.put(k, value());
                    } while (take(','));
                    expect('}');
                }
                return m;
            }
            if (take('[')) {
                List<Object> l = new ArrayList<>();
                if (!take(']')) {
                    do {
                        l.add(value());
                    } while (take(','));
                    expect(']');
                }
                return l;
            }
            if (c == '"') {
                return string();
            }
            for (String word : List.of("true", "false", "null")) {
                if (s.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("null") ? null : Boolean.valueOf(word);
                }
            }
            int from = at;
            while (at < s.length() && "+-.eE0123456789".indexOf(s.charAt(at)) >= 0) {
                at++;
            }
            if (from == at) {
                throw error("unexpected '" + c + "'");
            }
            String n = s.substring(from, at);
            return n.matches("-?\\d+") ? (Object) Long.valueOf(n) : (Object) Double.valueOf(n);
        }

        private String string() {
            if (at >= s.length() || s.charAt(at) != '"') {
                throw error("expected string");
            }
            at++;
            StringBuilder b = new StringBuilder();
            for (; ; ) {
                if (at >= s.length()) {
                    throw error("unterminated string");
                }
                char c = s.charAt(at++);
                if (c == '"') {
                    return b.toString();
                }
                if (c != '\\') {
                    b.append(c);
                    continue;
                }
                c = s.charAt(at++);
                switch (c) {
                    case 'n' -> b.append('\n');
                    case 't' -> b.append('\t');
                    case 'u' -> {
                        b.append((char) Integer.parseInt(s.substring(at, at + 4), 16));
                        at += 4;
                    }
                    default -> b.append(c);
                }
            }
        }
    }

    static String print(Object o, String indent) {
        if (o instanceof Map<?, ?> m) {
            StringBuilder b = new StringBuilder("{");
            String sep = "\n";
            for (Map.Entry<?, ?> e : m.entrySet()) {
                b.append(sep).append(indent).append("  \"").append(e.getKey()).append("\": ").append(print(e.getValue(), indent + "  "));
                sep = ",\n";
            }
            return b.append(m.isEmpty() ? "}" : "\n" + indent + "}").toString();
        }
        if (o instanceof List<?> l) {
            StringBuilder b = new StringBuilder("[");
            for (Object x : l) {
                b.append(b.length() > 1 ? ", " : "").append(print(x, indent));
            }
            return b.append(']').toString();
        }
        return o instanceof String s ? '"' + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"' : String.valueOf(o);
    }

    public static void main(String[] args) {
        String text = "{ \"name\":\"jrun \\u00e9 \\\"q\\\"\", \"list\":[1,-2.5,3e2,true,null,[]], \"deep\":{\"a\":{\"b\":[{\"c\":\"x\\ny\"}]}},\"empty\":{} }";
        Object v = new Parser(text).parse();
        String once = print(v, "");
        System.out.println(once);
        System.out.println(once.equals(print(new Parser(once).parse(), "")));
        for (String bad : new String[] {"", "[1,", "{\"a\" 1}", "[1] x", "\"open", "{a:1}", "?"}) {
            try {
                System.out.println(new Parser(bad).parse());
            } catch (IllegalArgumentException e) {
                System.out.println(bad + " -> " + e.getMessage());
            }
        }
    }
}
