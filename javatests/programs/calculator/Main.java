import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A calculator with variables and functions, by recursive descent; errors go to stderr. */
public class Main {
    private final Map<String, Double> variables = new TreeMap<>();
    private final Map<String, DoubleUnaryOperator> functions = Map.of("sqrt", Math::sqrt, "abs", Math::abs, "neg", v -> -v);
    private String s;
    private int at;

    double line(String text) {
        s = text.replace(" ", "");
        at = 0;
        int eq = s.indexOf('=');
        if (eq > 0) {
            String name = s.substring(0, eq);
            at = eq + 1;
            double v = expression();
            variables.put(name, v);
            return v;
        }
        double v = expression();
        if (at < s.length()) {
            throw new IllegalStateException("unexpected " + s.charAt(at));
        }
        return v;
    }

    private double chain(String ops, java.util.function.DoubleSupplier next, DoubleBinaryOperator... fs) {
        double v = next.getAsDouble();
        while (at < s.length() && ops.indexOf(s.charAt(at)) >= 0) {
            DoubleBinaryOperator f = fs[ops.indexOf(s.charAt(at++))];
            v = f.applyAsDouble(v, next.getAsDouble());
        }
        return v;
    }

    private double expression() {
        return chain("+-", this::term, Double::sum, (a, b) -> a - b);
    }

    private double term() {
        return chain("*/%", this::power, (a, b) -> a * b, (a, b) -> a / b, (a, b) -> a % b);
    }

    private double power() {
        double base = atom();
        if (at < s.length() && s.charAt(at) == '^') {
            at++;
            return StrictMath.pow(base, power());
        }
        return base;
    }

    private double atom() {
        int from = at;
        if (at >= s.length()) {
            throw new IllegalStateException("unexpected end");
        }
        char c = s.charAt(at);
        if (c == '(') {
            at++;
            double v = expression();
            if (at >= s.length() || s.charAt(at++) != ')') {
                throw new IllegalStateException("missing )");
            }
            return v;
        }
        if (c == '-') {
            at++;
            return -atom();
        }
        while (at < s.length() && (Character.isLetterOrDigit(s.charAt(at)) || s.charAt(at) == '.')) {
            at++;
        }
        String word = s.substring(from, at);
        if (functions.containsKey(word)) {
            return functions.get(word).applyAsDouble(atom());
        }
        if (variables.containsKey(word)) {
            return variables.get(word);
        }
        return Double.parseDouble(word);
    }

    public static void main(String[] args) throws IOException {
        Main m = new Main();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int failed = 0;
        for (String l; (l = in.readLine()) != null; ) {
            try {
                System.out.println(l + " -> " + m.line(l));
            } catch (RuntimeException e) {
                failed++;
                System.err.println(l + ": " + e);
            }
        }
        System.out.println(m.variables);
        System.exit(failed);
    }
}
