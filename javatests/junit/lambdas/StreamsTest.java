package lambdas;

import static java.util.stream.Collectors.averagingInt;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.reducing;
import static java.util.stream.Collectors.summarizingInt;
import static java.util.stream.Collectors.teeing;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Streams, sequential and parallel, and Optional. */
class StreamsTest {
    private static final List<String> WORDS = List.of("delta", "alpha", "charlie", "bravo", "echo", "alpha");

    @Test
    void mapFilterSortDistinct() {
        assertEquals(List.of("ALPHA", "BRAVO", "DELTA"),
            WORDS.stream().filter(w -> w.length() == 5).map(String::toUpperCase).distinct().sorted().collect(toList()));
        assertEquals(List.of("echo", "delta"), WORDS.stream().sorted(Comparator.comparing(String::length)).limit(2).toList());
    }

    @Test
    void lazinessAndOrderOfEvaluation() {
        StringBuilder log = new StringBuilder();
        Optional<Integer> r = Stream.of(1, 2, 3, 4).peek(x -> log.append('p').append(x)).filter(x -> x % 2 == 0)
            .peek(x -> log.append('f').append(x)).findFirst();
        assertEquals(2, r.orElseThrow());
        assertEquals("p1p2f2", log.toString());
        Stream<String> unused = WORDS.stream().peek(w -> log.append("never"));
        assertEquals("p1p2f2", log.toString());
        unused.close();
    }

    @Test
    void reductions() {
        assertEquals(15, IntStream.rangeClosed(1, 5).sum());
        assertEquals(120, IntStream.rangeClosed(1, 5).reduce(1, (a, b) -> a * b));
        assertEquals(Optional.of("delta-alpha-charlie-bravo-echo-alpha"), WORDS.stream().reduce((a, b) -> a + "-" + b));
        assertEquals(31, WORDS.stream().reduce(0, (n, w) -> n + w.length(), Integer::sum));
        assertEquals(7, WORDS.stream().mapToInt(String::length).max().getAsInt());
        assertEquals(OptionalInt.empty(), IntStream.empty().min());
        assertEquals(2.5, IntStream.of(1, 2, 3, 4).average().orElse(0));
    }

    @Test
    void matching() {
        assertTrue(WORDS.stream().anyMatch("echo"::equals));
        assertFalse(WORDS.stream().allMatch(w -> w.length() > 4));
        assertTrue(Stream.empty().noneMatch(x -> true));
        assertEquals(6, WORDS.stream().count());
    }

    @Test
    void infiniteStreams() {
        assertEquals(List.of(1, 2, 4, 8, 16), Stream.iterate(1, x -> x * 2).limit(5).toList());
        assertEquals(List.of(1, 3, 9), Stream.iterate(1, x -> x < 20, x -> x * 3).toList());
        int[] n = {0};
        assertEquals(10, Stream.generate(() -> n[0]++).skip(4).limit(1).findFirst().get() + 6);
        assertArrayEquals(new int[] {3, 4, 5}, IntStream.iterate(0, i -> i + 1).dropWhile(i -> i < 3).takeWhile(i -> i < 6).toArray());
    }

    @Test
    void flatMapAndMapMulti() {
        assertEquals("abcd", Stream.of("ab", "cd").flatMap(s -> s.chars().mapToObj(c -> "" + (char) c)).collect(joining()));
        assertEquals(List.of(1, 1, 2, 2), Stream.of(1, 2).<Integer>mapMulti((x, out) -> {
            out.accept(x);
            out.accept(x);
        }).toList());
        assertEquals(6, Stream.of(List.of(1), List.of(2, 3)).flatMapToInt(l -> l.stream().mapToInt(i -> i)).sum());
    }

    @Test
    void grouping() {
        Map<Integer, List<String>> byLength = WORDS.stream().collect(groupingBy(String::length, TreeMap::new, toList()));
        assertEquals("{4=[echo], 5=[delta, alpha, bravo, alpha], 7=[charlie]}", byLength.toString());
        Map<Boolean, Long> parts = WORDS.stream().collect(partitioningBy(w -> w.contains("l"), counting()));
        assertEquals("{false=2, true=4}", parts.toString());
        Map<Character, String> initials = WORDS.stream().collect(groupingBy(w -> w.charAt(0), TreeMap::new, mapping(w -> w.substring(1, 2), joining("+"))));
        assertEquals("{a=l+l, b=r, c=h, d=e, e=c}", initials.toString());
    }

    @Test
    void toMaps() {
        Map<String, Integer> m = WORDS.stream().collect(toMap(Function.identity(), String::length, Integer::sum, TreeMap::new));
        assertEquals("{alpha=10, bravo=5, charlie=7, delta=5, echo=4}", m.toString());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> WORDS.stream().collect(toMap(w -> w, w -> 1)));
        assertEquals("Duplicate key alpha (attempted merging values 1 and 1)", e.getMessage());
    }

    @Test
    void otherCollectors() {
        IntSummaryStatistics s = WORDS.stream().collect(summarizingInt(String::length));
        assertEquals("IntSummaryStatistics{count=6, sum=31, min=4, average=5.166667, max=7}", s.toString());
        assertEquals("31/6", WORDS.stream().collect(teeing(reducing(0, String::length, Integer::sum), counting(), (a, b) -> a + "/" + b)));
        assertEquals(5.0, Stream.of("aaaa", "bbbbbb").collect(averagingInt(String::length)));
        assertEquals("<a|b>", Stream.of("a", "b").collect(joining("|", "<", ">")));
        Collector<String, StringBuilder, String> reverse = Collector.of(StringBuilder::new, (b, x) -> b.insert(0, x), (a, b) -> b.append(a), StringBuilder::toString);
        assertEquals("cba", Stream.of("a", "b", "c").collect(reverse));
    }

    @Test
    void primitiveStreams() {
        assertEquals(List.of(0, 1, 4), IntStream.range(0, 3).map(x -> x * x).boxed().toList());
        assertEquals(4950L, LongStream.range(0, 100).sum());
        assertEquals("1.0,1.5", Stream.of(2, 3).mapToDouble(x -> x / 2.0).mapToObj(Double::toString).collect(joining(",")));
        assertEquals(3L, "a1b2c3".chars().filter(Character::isDigit).asLongStream().count());
        assertEquals(6.0, Arrays.stream(new double[] {1, 2, 3}).sum());
        assertArrayEquals(new int[] {1, 2}, Stream.of("1", "2").mapToInt(Integer::parseInt).toArray());
    }

    @Test
    void arraysAndIterators() {
        String[] a = WORDS.stream().skip(4).toArray(String[]::new);
        assertArrayEquals(new String[] {"echo", "alpha"}, a);
        Iterator<Integer> it = Stream.of(1, 2).iterator();
        assertEquals(3, it.next() + it.next());
        assertFalse(it.hasNext());
        Spliterator<Integer> sp = List.of(1, 2, 3, 4).spliterator();
        Spliterator<Integer> half = sp.trySplit();
        assertEquals(2, half.estimateSize());
        assertEquals(7, StreamSupport.stream(sp, false).mapToInt(i -> i).sum());
    }

    @Test
    void useTwiceAndClose() {
        Stream<Integer> s = Stream.of(1);
        s.count();
        assertThrows(IllegalStateException.class, s::count);
        boolean[] closed = new boolean[1];
        try (Stream<Integer> c = Stream.of(1).onClose(() -> closed[0] = true)) {
            assertEquals(1, c.count());
        }
        assertTrue(closed[0]);
    }

    @Test
    void parallelSumsAndOrder() {
        assertEquals(499500, IntStream.range(0, 1000).parallel().sum());
        List<Integer> l = IntStream.range(0, 500).parallel().map(x -> x * 3).boxed().filter(x -> x % 2 == 0).collect(toList());
        assertEquals(250, l.size());
        assertEquals(6, l.get(1));
        assertEquals(1494, l.get(249));
        List<Integer> ordered = new ArrayList<>();
        List.of(1, 2, 3, 4, 5).parallelStream().forEachOrdered(ordered::add);
        assertEquals(List.of(1, 2, 3, 4, 5), ordered);
    }

    @Test
    void parallelCollectors() {
        Map<Integer, Long> m = IntStream.range(0, 900).parallel().boxed().collect(groupingBy(x -> x % 3, counting()));
        assertEquals("{0=300, 1=300, 2=300}", m.toString());
        assertEquals("0123456789", IntStream.range(0, 10).parallel().mapToObj(Integer::toString).collect(joining()));
        int[] a = IntStream.range(0, 2000).map(x -> (x * 7919) % 2000).toArray();
        Arrays.parallelSort(a);
        assertEquals(1999, a[1999]);
        assertEquals(0, a[0]);
        Arrays.parallelPrefix(a, Integer::sum);
        assertEquals(1999000, a[1999]);
    }

    @Test
    void optionals() {
        assertEquals("none", Optional.<String>empty().map(String::trim).orElse("none"));
        assertEquals("x", Optional.of(" x ").map(String::trim).filter(s -> !s.isEmpty()).orElseThrow());
        assertEquals("No value present", assertThrows(NoSuchElementException.class, () -> Optional.empty().get()).getMessage());
        assertEquals(Optional.of(2), Optional.of(1).flatMap(x -> Optional.of(x + 1)));
        assertEquals("Optional[5]", Optional.of(5).toString());
        assertEquals(1, Optional.of(5).stream().count());
        assertEquals(7, Optional.<Integer>empty().or(() -> Optional.of(7)).get());
        StringBuilder b = new StringBuilder();
        Optional.of("v").ifPresentOrElse(b::append, () -> b.append("no"));
        Optional.empty().ifPresentOrElse(b::append, () -> b.append("no"));
        assertEquals("vno", b.toString());
        assertThrows(NullPointerException.class, () -> Optional.of(null));
    }
}
