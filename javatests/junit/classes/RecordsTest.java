package classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Records: generated methods, compact constructors, generics, nesting. */
class RecordsTest {
    record Point(int x, int y) {
    }

    record All(boolean z, byte b, char c, short s, int i, long j, float f, double d, String t, int[] a) {
    }

    record Range(int low, int high) implements Comparable<Range> {
        static int made;

        Range {
            if (low > high) {
                throw new IllegalArgumentException(low + " > " + high);
            }
            made++;
        }

        Range(int high) {
            this(0, high);
        }

        int length() {
            return high - low;
        }

        @Override
        public int compareTo(Range o) {
            return Integer.compare(length(), o.length());
        }
    }

    record Pair<A, B>(A first, B second) {
        <C> Pair<A, C> with(C c) {
            return new Pair<>(first, c);
        }
    }

    record Empty() {
    }

    @Test
    void accessorsAndToString() {
        Point p = new Point(3, -4);
        assertEquals(3, p.x());
        assertEquals(-4, p.y());
        assertEquals("Point[x=3, y=-4]", p.toString());
        assertEquals("Empty[]", new Empty().toString());
    }

    @Test
    void equalsAndHashCode() {
        assertEquals(new Point(1, 2), new Point(1, 2));
        assertNotEquals(new Point(1, 2), new Point(2, 1));
        assertEquals(31 * 1 + 2, new Point(1, 2).hashCode());
        assertEquals(new Empty(), new Empty());
        assertEquals(0, new Empty().hashCode());
        assertFalse(new Point(1, 2).equals(null));
        assertEquals(1, Set.copyOf(List.of(new Point(5, 5), new Point(5, 5))).size());
    }

    @Test
    void everyComponentType() {
        int[] array = {1};
        All a = new All(true, (byte) -1, 'c', (short) 2, 3, 4L, 5f, 6.0, "t", array);
        assertTrue(a.toString().startsWith("All[z=true, b=-1, c=c, s=2, i=3, j=4, f=5.0, d=6.0, t=t, a=[I@"), a.toString());
        assertEquals(a, new All(true, (byte) -1, 'c', (short) 2, 3, 4L, 5f, 6.0, "t", array));
        assertNotEquals(a, new All(true, (byte) -1, 'c', (short) 2, 3, 4L, 5f, 6.0, "t", new int[] {1}));
    }

    record Reals(double d, float f) {
    }

    @Test
    void realsCompareByBits() {
        assertEquals(new Reals(Double.NaN, Float.NaN), new Reals(Double.NaN, Float.NaN));
        assertNotEquals(new Reals(0.0, 0f), new Reals(-0.0, 0f));
    }

    @Test
    void compactConstructor() {
        int before = Range.made;
        assertEquals("3 > 1", assertThrows(IllegalArgumentException.class, () -> new Range(3, 1)).getMessage());
        assertEquals(7, new Range(7).length());
        assertEquals(before + 1, Range.made);
        assertTrue(new Range(2, 3).compareTo(new Range(5)) < 0);
    }

    @Test
    void generics() {
        Pair<String, Integer> p = new Pair<>("a", 1);
        Pair<String, Pair<String, Integer>> q = p.with(p);
        assertEquals("Pair[first=a, second=Pair[first=a, second=1]]", q.toString());
        assertEquals(1, q.second().second() + 0);
        assertEquals(new Pair<>(null, null), new Pair<>(null, null));
    }

    @Test
    void localRecords() {
        record Word(String text, int count) {
        }

        List<Word> words = List.of(new Word("x", 1), new Word("y", 5));
        assertEquals(6, words.stream().mapToInt(Word::count).sum());
    }

    record Own(int v) {
        @Override
        public int v() {
            return v * 10;
        }

        @Override
        public String toString() {
            return "own " + v;
        }
    }

    @Test
    void ownMethodsReplaceGeneratedOnes() {
        Own o = new Own(2);
        assertEquals(20, o.v());
        assertEquals("own 2", o.toString());
        assertEquals(new Own(2), o);
    }
}
