import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A cache with a hand-made doubly linked list. */
public class Main {
    static final class Cache<K, V> {
        private static final class Node<K, V> {
            K key;
            V value;
            Node<K, V> before;
            Node<K, V> after;
        }

        private final Map<K, Node<K, V>> index = new HashMap<>();
        private final Node<K, V> ends = new Node<>();
        private final int capacity;
        private final Function<K, V> loader;
        int hits;
        int misses;

        Cache(int capacity, Function<K, V> loader) {
            this.capacity = capacity;
            this.loader = loader;
            ends.before = ends.after = ends;
        }

        V get(K k) {
            Node<K, V> n = index.get(k);
            if (n != null) {
                hits++;
                unlink(n);
            } else {
                misses++;
                n = new Node<>();
                n.key = k;
                n.value = loader.apply(k);
                index.put(k, n);
                if (index.size() > capacity) {
                    index.remove(ends.before.key);
                    unlink(ends.before);
                }
            }
            n.after = ends.after;
            n.before = ends;
            ends.after.before = n;
            ends.after = n;
            return n.value;
        }

        private void unlink(Node<K, V> n) {
            n.before.after = n.after;
            n.after.before = n.before;
        }

        @Override
        public String toString() {
            StringBuilder b = new StringBuilder();
            for (Node<K, V> n = ends.after; n != ends; n = n.after) {
                b.append(n.key).append(' ');
            }
            return b.toString().trim();
        }
    }

    public static void main(String[] args) {
        Cache<Integer, String> c = new Cache<>(5, k -> "value " + k * k);
        for (int i : new int[] {1, 2, 3, 4, 5, 1, 6, 2, 7, 1}) {
            System.out.println(i + " -> " + c.get(i) + " [" + c + "]");
        }
        for (int i = 0; i < 3000; i++) {
            c.get(i * i % 11);
        }
        System.out.println(c.hits + " hits, " + c.misses + " misses, [" + c + "]");
    }
}
