package lambdas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Lambdas and the kinds of method references. */
class LambdasTest {
    private int state = 10;

    private int addState(int x) {
        return x + state;
    }

    private static int twice(int x) {
        return 2 * x;
    }

    @Test
    void nonCapturing() {
        IntBinaryOperator add = (a, b) -> a + b;
        assertEquals(7, add.applyAsInt(3, 4));
        Supplier<IntBinaryOperator> again = () -> (a, b) -> a - b;
        assertEquals(-1, again.get().applyAsInt(3, 4));
    }

    @Test
    void aNonCapturingSiteGivesOneObject() {
        Object[] seen = new Object[2];
        for (int i = 0; i < 2; i++) {
            Runnable r = () -> { };
            seen[i] = r;
        }
        assertSame(seen[0], seen[1]);
    }

    @Test
    void capturingEveryType() {
        boolean z = state > 0;
        byte b = (byte) state;
        char c = (char) ('a' + state);
        short s = (short) state;
        int i = state;
        long l = state;
        float f = state;
        double d = state;
        String t = "t" + state;
        int[] a = {state};
        Supplier<String> all = () -> "" + z + b + c + s + i + l + f + d + t + a[0] + this.state;
        a[0]++;
        state++;
        assertEquals("true10k1010" + "1010.010.0t101111", all.get());
    }

    @Test
    void staticReference() {
        UnaryOperator<Integer> u = LambdasTest::twice;
        assertEquals(14, u.apply(7));
        ToIntFunction<String> parse = Integer::parseInt;
        assertEquals(12, parse.applyAsInt("12"));
    }

    @Test
    void boundReference() {
        Function<Integer, Integer> f = this::addState;
        state = 100;
        assertEquals(105, f.apply(5));
        Supplier<Integer> length = "four"::length;
        assertEquals(4, length.get());
        String none = null;
        assertThrows(NullPointerException.class, () -> {
            Supplier<Integer> s = none::length;
            s.get();
        });
    }

    @Test
    void unboundReference() {
        Function<String, String> f = String::trim;
        assertEquals("x", f.apply(" x "));
        BiFunction<String, String, Boolean> g = String::equalsIgnoreCase;
        assertTrue(g.apply("a", "A"));
        Function<LambdasTest, Integer> h = t -> t.state;
        assertEquals(10, h.apply(this));
    }

    static class Made {
        final int n;

        Made() {
            this(1);
        }

        Made(int n) {
            this.n = n;
        }
    }

    class InnerMade {
        final int n = state;
    }

    @Test
    void constructorReferences() {
        Supplier<Made> a = Made::new;
        IntFunction<Made> b = Made::new;
        assertEquals(1, a.get().n);
        assertEquals(9, b.apply(9).n);
        assertNotSame(a.get(), a.get());
        Supplier<InnerMade> inner = InnerMade::new;
        state = 77;
        assertEquals(77, inner.get().n);
        Function<String, StringBuilder> sb = StringBuilder::new;
        assertEquals("q", sb.apply("q").toString());
        IntFunction<int[][]> array = int[][]::new;
        assertEquals(3, array.apply(3).length);
    }

    static class Parent {
        String hi() {
            return "parent";
        }
    }

    static class Child extends Parent {
        @Override
        String hi() {
            Supplier<String> up = super::hi;
            Supplier<String> own = () -> "child of " + Child.super.hi();
            return own.get() + "/" + up.get();
        }
    }

    @Test
    void superReference() {
        assertEquals("child of parent/parent", new Child().hi());
    }

    private static int sum(int... xs) {
        return Arrays.stream(xs).sum();
    }

    @Test
    void adaptations() {
        IntBinaryOperator va = LambdasTest::sum;
        assertEquals(5, va.applyAsInt(2, 3));
        Function<Integer, Object> boxing = LambdasTest::twice;
        assertEquals(6, boxing.apply(3));
        LongSupplier widening = "abc"::length;
        assertEquals(3L, widening.getAsLong());
        DoubleUnaryOperator d = Math::abs;
        assertEquals(1.5, d.applyAsDouble(-1.5));
        List<String> l = new ArrayList<>();
        ObjIntConsumer<String> ignoreResult = (s, i) -> l.add(s + i);
        ignoreResult.accept("x", 1);
        java.util.function.Consumer<String> add = l::add;
        add.accept("y");
        assertEquals(List.of("x1", "y"), l);
    }

    interface TriFunction<A, B, C, R> {
        R apply(A a, B b, C c);

        default <S> TriFunction<A, B, C, S> then(Function<? super R, ? extends S> f) {
            return (a, b, c) -> f.apply(apply(a, b, c));
        }
    }

    @Test
    void ownInterfacesWithDefaults() {
        TriFunction<Integer, Long, Double, Double> f = (a, b, c) -> a + b + c;
        assertEquals("6.5", f.then(String::valueOf).apply(1, 2L, 3.5));
    }

    @Test
    void composition() {
        Function<Integer, Integer> inc = x -> x + 1;
        Function<Integer, Integer> dbl = x -> x * 2;
        assertEquals(8, inc.andThen(dbl).apply(3));
        assertEquals(7, inc.compose(dbl).apply(3));
        assertEquals(4, Function.<Integer>identity().apply(4));
        assertEquals("b", BinaryOperator.<String>maxBy(String::compareTo).apply("a", "b"));
    }

    private static Function<Integer, Integer> fixpoint(Function<Function<Integer, Integer>, Function<Integer, Integer>> f) {
        return x -> f.apply(fixpoint(f)).apply(x);
    }

    @Test
    void recursionThroughLambdas() {
        assertEquals(3628800, fixpoint(self -> n -> n <= 1 ? 1 : n * self.apply(n - 1)).apply(10));
    }

    @Test
    void nestedCaptures() {
        int a = state;
        Function<Integer, Function<Integer, Supplier<Integer>>> f = x -> y -> () -> a * 100 + x * 10 + y + state;
        assertEquals(1033, f.apply(2).apply(3).get());
    }

    @Test
    void exceptionsPassThrough() {
        Supplier<Object> s = () -> {
            throw new IllegalStateException("in lambda");
        };
        assertEquals("in lambda", assertThrows(IllegalStateException.class, s::get).getMessage());
    }

    @Test
    void lambdaClasses() {
        Runnable r = () -> { };
        assertTrue(r.getClass().isHidden());
        assertTrue(r.getClass().isSynthetic());
        assertTrue(r.getClass().getName().startsWith("lambdas.LambdasTest$$Lambda$"));
        assertArrayEquals(new Class<?>[] {Runnable.class}, r.getClass().getInterfaces());
        assertEquals(r, r);
        assertTrue(r.hashCode() == r.hashCode());
    }

    @Test
    void serializableLambda() throws Exception {
        int k = state;
        Function<Integer, Integer> f = (Function<Integer, Integer> & Serializable) x -> x * k;
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(f);
        }
        try (java.io.ObjectInputStream in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked")
            Function<Integer, Integer> g = (Function<Integer, Integer>) in.readObject();
            assertEquals(70, g.apply(7));
        }
    }
}
