package targets;

import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Exceptions, finally, monitors, lambdas, method references, streams, string concatenation, recursion. */
public class Flow {
    static class Trouble extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        Trouble(int code) {
            super("trouble " + code);
            this.code = code;
        }
    }

    private static final Object LOCK = new Object();
    private static int depth;
    private static String last = "none";

    static {
        last = "some" + depth;
    }

    private static int thrower(int i) throws Trouble {
        if (i % 3 == 0) {
            throw new Trouble(i);
        }
        if (i % 7 == 0) {
            throw new IllegalStateException("state " + i);
        }
        return i;
    }

    public static int caught() {
        int sum = 0;
        for (int i = 0; i < 30; i++) {
            Fuel.burn();
            try {
                sum += thrower(i);
            } catch (Trouble e) {
                sum -= e.code + e.getMessage().length();
            } catch (IllegalStateException | ArithmeticException e) {
                sum += 1000 / (i - 14 == 0 ? 1 : i - 14);
            } finally {
                last = last.length() > 50 ? "" : last + i;
                depth++;
            }
        }
        return sum;
    }

    @SuppressWarnings("finally")
    public static int finals() {
        for (int i = 0; ; i++) {
            Fuel.burn();
            try {
                try {
                    int[] a = new int[i];
                    a[5] = 1;
                    return a.length;
                } finally {
                    depth += 2;
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                depth--;
            }
        }
    }

    public static synchronized int locked() {
        int sum = 0;
        synchronized (LOCK) {
            synchronized (Flow.class) {
                sum += depth;
                if (sum > 5) {
                    return sum;
                }
            }
            sum++;
        }
        return sum;
    }

    private static int recurse(int n, long l, double d, Object o) {
        Fuel.burn();
        return n <= 0 ? o.hashCode() & 1 : recurse(n - 1, l * 2, d / 2, o == null ? "x" : o) + (int) (l % 3) + (d > 1 ? 1 : 0);
    }

    public static int recursion() {
        return recurse(60, 7L, 1e9, "start");
    }

    public static int lambdas() {
        int captured = depth;
        IntSupplier supplier = () -> captured + last.length();
        Function<Integer, Function<Integer, Integer>> adder = a -> b -> a + b + captured;
        Supplier<Flow> maker = Flow::new;
        Function<String, Integer> length = String::length;
        Runnable nothing = () -> { };
        nothing.run();
        return supplier.getAsInt() + adder.apply(3).apply(4) + maker.get().own() + length.apply("text");
    }

    private int own() {
        return 5;
    }

    public static int streams() {
        return IntStream.range(0, 20).filter(i -> i % 2 == 1).map(i -> i * i).sum();
    }

    public static String concat() {
        return "a" + depth + 'b' + 2L + 3.5f + 4.5 + true + null + last + LOCK.getClass().getName();
    }

    public static int nulls() {
        int count = 0;
        Flow nobody = depth < -1 ? new Flow() : null;
        try {
            count += nobody.own();
        } catch (NullPointerException e) {
            count += 10;
        }
        try {
            Object o = "string";
            count += (Integer) o;
        } catch (ClassCastException e) {
            count += e.getMessage().length() > 10 ? 1 : 2;
        }
        try {
            count += new int[-depth].length;
        } catch (NegativeArraySizeException e) {
            count += 3;
        }
        return count;
    }
}
