package classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Erasure, bridge methods, covariant returns, varargs of generics, text blocks. */
class GenericsTest {
    interface Source<T> {
        T get();
    }

    static class Text implements Source<String> {
        @Override
        public String get() {
            return "text";
        }
    }

    abstract static class Node<T extends Comparable<T>> {
        T value;

        void set(T v) {
            value = v;
        }

        Node<T> self() {
            return this;
        }
    }

    static class IntNode extends Node<Integer> {
        int sets;

        @Override
        void set(Integer v) {
            sets++;
            super.set(v + 1);
        }

        @Override
        IntNode self() {
            return this;
        }
    }

    @Test
    @SuppressWarnings({"rawtypes", "unchecked"})
    void bridgesAreCalledThroughRawTypes() {
        Source s = new Text();
        assertEquals("text", s.get());
        Node n = new IntNode();
        n.set(5);
        assertEquals(6, n.value);
        assertEquals(1, ((IntNode) n).sets);
        assertThrows(ClassCastException.class, () -> n.set("x"));
    }

    @Test
    void bridgesAreMarked() throws Exception {
        int bridges = 0;
        for (Method m : IntNode.class.getDeclaredMethods()) {
            if (m.isBridge()) {
                assertTrue(m.isSynthetic());
                bridges++;
            }
        }
        assertEquals(2, bridges);
        assertSame(String.class, Text.class.getMethod("get").getReturnType());
    }

    @Test
    void covariantReturns() {
        Node<Integer> n = new IntNode();
        assertSame(n, n.self());
        IntNode i = new IntNode().self();
        i.set(1);
        assertEquals(2, i.self().value);
    }

    private static <T extends Comparable<? super T>> T max(Iterable<? extends T> all) {
        T best = null;
        for (T t : all) {
            if (best == null || t.compareTo(best) > 0) {
                best = t;
            }
        }
        return best;
    }

    @Test
    void boundedMethods() {
        assertEquals(9, max(List.of(3, 9, 4)));
        assertEquals("pear", max(List.of("apple", "pear")));
    }

    @SafeVarargs
    private static <T> T[] array(T... ts) {
        return ts;
    }

    private static <T> T[] two(T a, T b) {
        return array(a, b);
    }

    @Test
    void varargsArraysHaveTheErasedType() {
        String[] direct = array("a", "b");
        assertSame(String[].class, direct.getClass());
        Object[] indirect = GenericsTest.<Object>two("a", "b");
        assertSame(Object[].class, indirect.getClass());
        assertThrows(ClassCastException.class, () -> {
            String[] bad = two("a", "b");
            assertEquals(2, bad.length);
        });
    }

    static class Box<T> {
        private T content;

        Box(T content) {
            this.content = content;
        }

        <R> Box<R> map(Function<? super T, ? extends R> f) {
            return new Box<>(f.apply(content));
        }
    }

    @Test
    void wildcardsAndInference() {
        Box<Integer> b = new Box<>("four").map(String::length).map(n -> n * n);
        assertEquals(16, b.content);
        Comparator<CharSequence> byLength = Comparator.comparing(CharSequence::length);
        List<String> l = new ArrayList<>(List.of("ccc", "a", "bb"));
        l.sort(byLength.reversed());
        assertEquals(List.of("ccc", "bb", "a"), l);
        var anonymous = new Object() {
            int n = 3;

            int twice() {
                return 2 * n;
            }
        };
        anonymous.n++;
        assertEquals(8, anonymous.twice());
    }

    private static <T extends Number & Comparable<T>> int both(T a, T b) {
        return a.intValue() * 10 + Integer.signum(a.compareTo(b));
    }

    @Test
    void intersections() {
        assertEquals(51, both(5, 3));
        assertEquals(19, both(2L, 7L));
        Runnable r = (Runnable & java.io.Serializable) () -> { };
        assertTrue(r instanceof java.io.Serializable);
    }

    @Test
    void textBlocks() {
        String s = """
            {
              "a": "b\\tc",
              "long": "one \
            line"
            }\tend   \s
            """;
        assertEquals("{\n  \"a\": \"b\\tc\",\n  \"long\": \"one line\"\n}\tend    \n", s);
    }

    private static String kind(String s) {
        return switch (s) {
            case "Aa", "BB" -> "collision";
            case "AaAa", "BBBB", "AaBB" -> "more";
            case "" -> "empty";
            default -> "none";
        };
    }

    @Test
    void switchOnStringsWithEqualHashes() {
        assertEquals("collision", kind("Aa"));
        assertEquals("collision", kind("BB"));
        assertEquals("more", kind("BBBB"));
        assertEquals("none", kind("BBAa"));
        assertEquals("empty", kind(""));
    }

    interface Stack<E> extends Iterable<E> {
        void push(E e);

        static <E> Stack<E> create() {
            List<E> items = new ArrayList<>();
            return new Stack<>() {
                @Override
                public void push(E e) {
                    items.add(0, e);
                }

                @Override
                public java.util.Iterator<E> iterator() {
                    return items.iterator();
                }
            };
        }
    }

    @Test
    void genericInterfaces() {
        Stack<int[]> s = Stack.create();
        s.push(new int[] {1});
        s.push(new int[] {2, 3});
        StringBuilder b = new StringBuilder();
        for (int[] a : s) {
            b.append(Arrays.toString(a));
        }
        assertEquals("[2, 3][1]", b.toString());
    }
}
