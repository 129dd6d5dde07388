import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text-block templates with values, loops and filters. */
public class Main {
    static final Pattern TAG = Pattern.compile("\\{\\{#(\\w+)}}(.*?)\\{\\{/\\1}}|\\{\\{(\\w+)(?:\\|(\\w+))?}}", Pattern.DOTALL);
    static final Map<String, Function<String, String>> FILTERS = Map.of("upper", String::toUpperCase, "quote", s -> '"' + s + '"',
        "length", s -> Integer.toString(s.length()));

    static String render(String template, Map<String, ?> values) {
        Matcher m = TAG.matcher(template);
        return m.replaceAll(r -> {
            String out;
            if (r.group(1) != null) {
                StringBuilder b = new StringBuilder();
                for (Object item : (List<?>) values.get(r.group(1))) {
                    Map<String, Object> inner = new LinkedHashMap<>(values);
                    inner.put("item", item);
                    if (item instanceof Map<?, ?> map) {
                        map.forEach((k, v) -> inner.put((String) k, v));
                    }
                    b.append(render(r.group(2), inner));
                }
                out = b.toString();
            } else {
                out = String.valueOf(values.get(r.group(3)));
                out = r.group(4) == null ? out : FILTERS.get(r.group(4)).apply(out);
            }
            return Matcher.quoteReplacement(out);
        });
    }

    public static void main(String[] args) {
        String letter = """
            Dear {{name|upper}},

            you bought {{count}} tickets:
            {{#tickets}}  - seat {{seat}} for {{price|quote}} ({{name}})
            {{/tickets}}
            Words: {{#words}}{{item}}/{{item|length}} {{/words}}
            \tYours, \"the shop\" $1 \\
            """;
        System.out.print(render(letter, Map.of("name", "Marcel", "count", 2,
            "tickets", List.of(Map.of("seat", 7, "price", "€10"), Map.of("seat", 8, "price", "$5")), "words", List.of("a", "bcd", ""))));
    }
}
