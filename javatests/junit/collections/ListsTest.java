package collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Stack;
import java.util.Vector;
import org.junit.jupiter.api.Test;

/** Lists, queues, Arrays and Collections. */
class ListsTest {
    @Test
    void arrayListGrowsAndShrinks() {
        List<Integer> l = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            l.add(i);
        }
        assertEquals(1000, l.size());
        l.removeIf(x -> x % 10 != 0);
        assertEquals(100, l.size());
        assertEquals(990, l.get(99));
        l.add(1, -1);
        assertEquals(0, l.remove(0));
        assertTrue(l.remove((Integer) 50));
        assertEquals(99, l.size());
        assertEquals(-1, l.indexOf(50));
        l.subList(1, 98).clear();
        assertEquals(List.of(-1, 990), l);
    }

    @Test
    void iteratorsFailFast() {
        List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4));
        assertThrows(ConcurrentModificationException.class, () -> {
            for (Integer i : l) {
                if (i == 1) {
                    l.remove(i);
                }
            }
        });
        Iterator<Integer> it = l.iterator();
        it.next();
        it.remove();
        assertThrows(IllegalStateException.class, it::remove);
        assertEquals(List.of(3, 4), l);
    }

    @Test
    void listIterators() {
        List<String> l = new LinkedList<>(List.of("a", "b", "c"));
        ListIterator<String> it = l.listIterator(1);
        assertEquals("b", it.next());
        it.set("B");
        it.add("b2");
        assertEquals("b2", it.previous());
        assertEquals(2, it.nextIndex());
        assertEquals("[a, B, b2, c]", l.toString());
    }

    @Test
    void immutableLists() {
        List<Integer> l = List.of(1, 2, 3);
        assertThrows(UnsupportedOperationException.class, () -> l.add(4));
        assertThrows(NullPointerException.class, () -> List.of(1, null));
        assertThrows(UnsupportedOperationException.class, () -> Collections.unmodifiableList(new ArrayList<>(l)).clear());
        assertEquals(Arrays.asList(1, 2, 3), l);
        assertEquals(l.hashCode(), new ArrayList<>(l).hashCode());
        assertEquals(30817, l.hashCode());
        List<Integer> view = Arrays.asList(5, 6);
        view.set(0, 7);
        assertThrows(UnsupportedOperationException.class, () -> view.add(1));
        assertEquals("[7, 6]", view.toString());
    }

    @Test
    void sortingIsStable() {
        String[] a = {"bb", "a", "cc", "b", "aa", "c"};
        Arrays.sort(a, Comparator.comparingInt(String::length));
        assertArrayEquals(new String[] {"a", "b", "c", "bb", "cc", "aa"}, a);
        List<Integer> l = new ArrayList<>();
        Random r = new Random(42);
        for (int i = 0; i < 500; i++) {
            l.add(r.nextInt(1000));
        }
        List<Integer> copy = new ArrayList<>(l);
        Collections.sort(l);
        copy.sort(Comparator.reverseOrder());
        Collections.reverse(copy);
        assertEquals(l, copy);
        for (int i = 1; i < l.size(); i++) {
            assertTrue(l.get(i - 1) <= l.get(i));
        }
    }

    @Test
    void sortingPrimitives() {
        int[] a = {5, -1, 3, Integer.MIN_VALUE, 0};
        Arrays.sort(a);
        assertArrayEquals(new int[] {Integer.MIN_VALUE, -1, 0, 3, 5}, a);
        double[] d = {Double.NaN, 0.0, -0.0, -1};
        Arrays.sort(d);
        assertEquals("[-1.0, -0.0, 0.0, NaN]", Arrays.toString(d));
        long[] big = new long[800];
        for (int i = 0; i < big.length; i++) {
            big[i] = (i * 7919L) % 800 - 400;
        }
        Arrays.sort(big);
        assertEquals(-400, big[0]);
        assertEquals(399, big[799]);
        assertEquals(400, Arrays.binarySearch(big, 0));
    }

    @Test
    void arraysUtilities() {
        int[] a = new int[5];
        Arrays.fill(a, 1, 3, 9);
        assertEquals("[0, 9, 9, 0, 0]", Arrays.toString(a));
        assertArrayEquals(new int[] {9, 9, 0}, Arrays.copyOfRange(a, 1, 4));
        assertEquals(7, Arrays.copyOf(a, 7).length);
        assertTrue(Arrays.equals(a, a.clone()));
        assertEquals(1, Arrays.mismatch(a, new int[] {0, 8}));
        assertTrue(Arrays.deepEquals(new int[][] {{1}, {2}}, new int[][] {{1}, {2}}));
        assertEquals("[[1], null, [x, [y]]]", Arrays.deepToString(new Object[] {new int[] {1}, null, new Object[] {"x", new String[] {"y"}}}));
        assertEquals(Arrays.asList(1, 2).hashCode(), Arrays.hashCode(new int[] {1, 2}));
        Arrays.setAll(a, i -> i * i);
        assertEquals("[0, 1, 4, 9, 16]", Arrays.toString(a));
        assertTrue(Arrays.compare(new int[] {1, 2}, new int[] {1, 3}) < 0);
    }

    @Test
    void collectionsUtilities() {
        List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4, 5));
        Collections.rotate(l, 2);
        assertEquals("[4, 5, 1, 2, 3]", l.toString());
        Collections.swap(l, 0, 4);
        assertEquals(5, Collections.max(l));
        assertEquals(1, Collections.min(l));
        assertEquals(1, Collections.frequency(l, 4));
        Collections.shuffle(l, new Random(1));
        Collections.sort(l);
        assertEquals("[1, 2, 3, 4, 5]", l.toString());
        assertEquals(List.of("x", "x", "x"), Collections.nCopies(3, "x"));
        assertTrue(Collections.disjoint(l, List.of(9)));
        List<Object> checked = Collections.checkedList(new ArrayList<>(), Object.class);
        checked.add("y");
        assertEquals(1, Collections.synchronizedList(checked).size());
        assertEquals(Collections.emptyList(), List.of());
        assertThrows(ClassCastException.class, () -> addTo(Collections.checkedList(new ArrayList<>(), String.class)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void addTo(List l) {
        l.add(5);
    }

    @Test
    void deques() {
        Deque<Integer> d = new ArrayDeque<>();
        for (int i = 0; i < 40; i++) {
            if (i % 2 == 0) {
                d.addFirst(i);
            } else {
                d.addLast(i);
            }
        }
        assertEquals(38, d.peekFirst());
        assertEquals(39, d.pollLast());
        assertEquals(38, d.pop());
        d.push(100);
        assertEquals(100, d.getFirst());
        assertEquals(39, d.size());
        assertEquals(37, d.descendingIterator().next());
        LinkedList<String> q = new LinkedList<>();
        q.offer("a");
        q.offer("b");
        assertEquals("a", q.poll());
        assertEquals("b", q.removeLast());
        assertEquals(null, q.poll());
        assertThrows(java.util.NoSuchElementException.class, q::getFirst);
    }

    @Test
    void priorityQueues() {
        PriorityQueue<String> p = new PriorityQueue<>(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
        Collections.addAll(p, "ccc", "a", "bb", "aaa", "b", "");
        StringBuilder b = new StringBuilder();
        while (!p.isEmpty()) {
            b.append(p.poll()).append(',');
        }
        assertEquals(",a,b,bb,aaa,ccc,", b.toString());
        PriorityQueue<Integer> ints = new PriorityQueue<>(Collections.reverseOrder());
        for (int i = 0; i < 200; i++) {
            ints.add(i * 37 % 200);
        }
        assertTrue(ints.remove(100));
        int last = 200;
        while (ints.size() > 0) {
            int x = ints.remove();
            assertTrue(x < last);
            last = x;
        }
    }

    @Test
    void vectorsAndStacks() {
        Stack<Integer> s = new Stack<>();
        s.push(1);
        s.push(2);
        assertEquals(2, s.peek());
        assertEquals(2, s.search(1));
        assertEquals(2, s.pop());
        Vector<Integer> v = new Vector<>(s);
        assertEquals(1, v.elementAt(0));
        assertTrue(v.elements().hasMoreElements());
        assertFalse(s.empty());
        s.pop();
        assertThrows(java.util.EmptyStackException.class, s::pop);
    }
}
