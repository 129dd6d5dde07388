package collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Maps, sets and BitSet. */
class MapsTest {
    @Test
    void hashMapResizes() {
        Map<Integer, String> m = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            assertNull(m.put(i * 31, "v" + i));
        }
        assertEquals(2000, m.size());
        assertEquals("v1999", m.get(1999 * 31));
        assertNull(m.get(5));
        for (int i = 0; i < 2000; i += 2) {
            m.remove(i * 31);
        }
        assertEquals(1000, m.size());
        assertTrue(m.containsKey(31));
        assertFalse(m.containsKey(62));
    }

    private record Colliding(int n) implements Comparable<Colliding> {
        @Override
        public int hashCode() {
            return n % 2;
        }

        @Override
        public int compareTo(Colliding o) {
            return Integer.compare(n, o.n);
        }
    }

    @Test
    void collisionsBecomeTrees() {
        Map<Colliding, Integer> m = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            m.put(new Colliding(i), i);
        }
        for (int i = 0; i < 300; i++) {
            assertEquals(i, m.get(new Colliding(i)));
        }
        for (int i = 0; i < 290; i++) {
            assertEquals(i, m.remove(new Colliding(i)));
        }
        assertEquals(10, m.size());
        assertEquals(2945, m.values().stream().mapToInt(x -> x).sum());
    }

    @Test
    void computeAndMerge() {
        Map<String, Integer> m = new TreeMap<>();
        for (String w : "a b a c b a".split(" ")) {
            m.merge(w, 1, Integer::sum);
        }
        assertEquals("{a=3, b=2, c=1}", m.toString());
        m.computeIfAbsent("d", k -> 9);
        m.computeIfPresent("a", (k, v) -> null);
        m.compute("b", (k, v) -> v * 10);
        assertEquals("{b=20, c=1, d=9}", m.toString());
        assertEquals(7, m.getOrDefault("zz", 7));
        assertEquals(1, m.putIfAbsent("c", 100));
        assertTrue(m.replace("c", 1, 2));
        m.replaceAll((k, v) -> v + 1);
        assertEquals("{b=21, c=3, d=10}", m.toString());
    }

    @Test
    void nullKeys() {
        Map<String, String> m = new HashMap<>();
        m.put(null, "n");
        m.put("k", null);
        assertEquals("n", m.get(null));
        assertTrue(m.containsKey("k"));
        assertEquals(2, m.size());
        assertThrows(NullPointerException.class, () -> new TreeMap<String, String>().put(null, ""));
        assertThrows(NullPointerException.class, () -> new Hashtable<String, String>().put("x", null));
    }

    @Test
    void viewsWriteThrough() {
        Map<String, Integer> m = new LinkedHashMap<>();
        m.put("one", 1);
        m.put("two", 2);
        m.put("three", 3);
        m.keySet().remove("two");
        m.values().removeIf(v -> v == 1);
        for (Map.Entry<String, Integer> e : m.entrySet()) {
            e.setValue(e.getValue() * 100);
        }
        assertEquals("{three=300}", m.toString());
        Map<Integer, Integer> h = new HashMap<>(Map.of(1, 1, 2, 2, 3, 3));
        assertThrows(ConcurrentModificationException.class, () -> h.keySet().forEach(k -> h.put(k + 10, 0)));
    }

    @Test
    void linkedHashMapOrders() {
        Map<String, Integer> lru = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> e) {
                return size() > 3;
            }
        };
        for (String s : List.of("a", "b", "c")) {
            lru.put(s, 1);
        }
        lru.get("a");
        lru.put("d", 1);
        assertEquals("[c, a, d]", lru.keySet().toString());
    }

    @Test
    void treeMapNavigation() {
        NavigableMap<Integer, String> m = new TreeMap<>();
        for (int i = 0; i < 100; i += 10) {
            m.put(i, "v" + i);
        }
        assertEquals(30, m.floorKey(35));
        assertEquals(40, m.ceilingKey(35));
        assertEquals(30, m.lowerKey(40));
        assertEquals(50, m.higherKey(40));
        assertNull(m.lowerKey(0));
        assertEquals("{20=v20, 30=v30}", m.subMap(20, 40).toString());
        assertEquals(3, m.headMap(20, true).size());
        assertEquals(90, m.descendingMap().firstKey());
        assertEquals("v0", m.pollFirstEntry().getValue());
        m.tailMap(50).clear();
        assertEquals("[10, 20, 30, 40]", m.keySet().toString());
        assertThrows(IllegalArgumentException.class, () -> m.headMap(20).put(30, ""));
    }

    @Test
    void treeMapStaysBalanced() {
        TreeMap<Integer, Integer> m = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            m.put((i * 7919) % 1000, i);
        }
        int expected = 0;
        for (int k : m.keySet()) {
            assertEquals(expected++, k);
        }
        for (int i = 0; i < 1000; i += 3) {
            m.remove(i);
        }
        assertEquals(666, m.size());
        assertEquals(998, m.lastKey());
    }

    @Test
    void identityAndImmutableMaps() {
        Map<String, Integer> m = new IdentityHashMap<>();
        String a = new String("k");
        String b = new String("k");
        m.put(a, 1);
        m.put(b, 2);
        assertEquals(2, m.size());
        assertEquals(2, m.get(b));
        assertNull(m.get(new String("k")));
        Map<String, Integer> i = Map.of("x", 1);
        assertThrows(UnsupportedOperationException.class, () -> i.put("y", 2));
        assertThrows(IllegalArgumentException.class, () -> Map.of("x", 1, "x", 2));
        assertEquals(i, new HashMap<>(Map.of("x", 1)));
        assertEquals(("x".hashCode() ^ 1), i.hashCode());
        assertEquals("x=1", Map.entry("x", 1).toString());
    }

    @Test
    void sets() {
        Set<Integer> s = new HashSet<>(List.of(1, 2, 3, 4));
        s.retainAll(Set.of(2, 4, 6));
        assertEquals(Set.of(4, 2), s);
        assertFalse(s.add(2));
        assertTrue(s.addAll(List.of(7, 2)));
        assertEquals(13, s.hashCode());
        Set<String> l = new LinkedHashSet<>(List.of("z", "a", "z2"));
        l.add("a");
        assertEquals("[z, a, z2]", l.toString());
        TreeSet<String> t = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        t.addAll(List.of("b", "A", "B", "c"));
        assertEquals("[A, b, c]", t.toString());
        assertEquals("[c, b]", t.descendingSet().headSet("A").toString());
        assertEquals("b", t.higher("a"));
        assertTrue(Set.of(1, 2).containsAll(new ArrayList<>(List.of(2))));
    }

    @Test
    void bitSets() {
        BitSet b = new BitSet();
        b.set(1);
        b.set(60, 70);
        b.flip(65);
        assertEquals(10, b.cardinality());
        assertEquals(70, b.length());
        assertEquals("{1, 60, 61, 62, 63, 64, 66, 67, 68, 69}", b.toString());
        assertEquals(65, b.nextClearBit(60));
        assertEquals(60, b.nextSetBit(2));
        BitSet c = new BitSet();
        c.set(0, 65);
        c.andNot(b);
        assertFalse(c.get(1));
        assertEquals(59, c.cardinality());
        assertTrue(b.intersects(BitSet.valueOf(new long[] {2})));
        assertEquals(2L, b.get(0, 3).toLongArray()[0]);
    }

    @Test
    void removeDuringIteration() {
        Map<Integer, Integer> m = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            m.put(i, i);
        }
        Iterator<Map.Entry<Integer, Integer>> it = m.entrySet().iterator();
        while (it.hasNext()) {
            if (it.next().getKey() % 3 != 0) {
                it.remove();
            }
        }
        assertEquals(34, m.size());
    }

    @Test
    void properties() throws Exception {
        Properties defaults = new Properties();
        defaults.setProperty("color", "red");
        Properties p = new Properties(defaults);
        p.load(new java.io.StringReader("# comment\nkey = value with \\u0041\nlong=one \\\n  two\n:empty\n"));
        assertEquals("value with A", p.getProperty("key"));
        assertEquals("one two", p.getProperty("long"));
        assertEquals("red", p.getProperty("color"));
        assertEquals("x", p.getProperty("none", "x"));
        assertTrue(p.stringPropertyNames().contains("color"));
        java.io.StringWriter w = new java.io.StringWriter();
        Properties q = new Properties();
        q.setProperty("a b", "c=d");
        q.store(w, null);
        assertTrue(w.toString().contains("a\\ b=c\\=d"), w.toString());
        assertSame(null, q.get("nothing"));
    }
}
