import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Generic graph algorithms: Dijkstra, topological order, components, spanning tree. */
public class Main {
    static class Graph<N extends Comparable<N>, E> {
        final Map<N, Map<N, E>> out = new TreeMap<>();

        void edge(N a, N b, E e) {
            out.computeIfAbsent(a, k -> new TreeMap<>()).put(b, e);
            out.computeIfAbsent(b, k -> new TreeMap<>());
        }

        Map<N, Integer> distances(N from, ToIntFunction<? super E> weight) {
            Map<N, Integer> done = new LinkedHashMap<>();
            record Entry<M>(M node, int d) {
            }

            PriorityQueue<Entry<N>> q = new PriorityQueue<>(Comparator.comparingInt((Entry<N> e) -> e.d()).thenComparing(Entry::node));
            q.add(new Entry<>(from, 0));
            while (!q.isEmpty()) {
                Entry<N> e = q.poll();
                if (done.putIfAbsent(e.node(), e.d()) == null) {
                    out.get(e.node()).forEach((n, w) -> q.add(new Entry<>(n, e.d() + weight.applyAsInt(w))));
                }
            }
            return done;
        }

        List<N> topological() {
            Map<N, Integer> in = new TreeMap<>();
            out.keySet().forEach(n -> in.put(n, 0));
            out.values().forEach(m -> m.keySet().forEach(n -> in.merge(n, 1, Integer::sum)));
            Deque<N> ready = new ArrayDeque<>();
            in.forEach((n, c) -> {
                if (c == 0) {
                    ready.add(n);
                }
            });
            List<N> order = new ArrayList<>();
            while (!ready.isEmpty()) {
                N n = ready.poll();
                order.add(n);
                for (N m : out.get(n).keySet()) {
                    if (in.merge(m, -1, Integer::sum) == 0) {
                        ready.add(m);
                    }
                }
            }
            if (order.size() < out.size()) {
                throw new IllegalStateException("cycle among " + (out.size() - order.size()) + " nodes");
            }
            return order;
        }

        int components() {
            Set<N> seen = new HashSet<>();
            Map<N, Set<N>> both = new HashMap<>();
            out.forEach((a, m) -> m.keySet().forEach(b -> {
                both.computeIfAbsent(a, k -> new HashSet<>()).add(b);
                both.computeIfAbsent(b, k -> new HashSet<>()).add(a);
            }));
            int n = 0;
            for (N start : out.keySet()) {
                if (seen.add(start)) {
                    n++;
                    Deque<N> stack = new ArrayDeque<>(List.of(start));
                    while (!stack.isEmpty()) {
                        for (N b : both.getOrDefault(stack.pop(), Set.of())) {
                            if (seen.add(b)) {
                                stack.push(b);
                            }
                        }
                    }
                }
            }
            return n;
        }
    }

    public static void main(String[] args) {
        Graph<String, Integer> g = new Graph<>();
        String[] edges = {"a b 7", "a c 9", "a f 14", "b c 10", "b d 15", "c d 11", "c f 2", "d e 6", "f e 9", "x y 1"};
        for (String s : edges) {
            String[] p = s.split(" ");
            g.edge(p[0], p[1], Integer.parseInt(p[2]));
        }
        System.out.println(g.distances("a", w -> w));
        System.out.println(g.distances("a", w -> 1));
        System.out.println(g.topological());
        System.out.println(g.components());
        g.edge("e", "a", 1);
        try {
            g.topological();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        Graph<Integer, Long> big = new Graph<>();
        for (int i = 0; i < 300; i++) {
            big.edge(i, i * 7 % 300, (long) i % 13 + 1);
            big.edge(i, (i + 1) % 300, (long) i % 5 + 2);
        }
        Map<Integer, Integer> d = big.distances(0, Long::intValue);
        System.out.println(d.size() + " " + d.values().stream().mapToInt(x -> x).max().getAsInt() + " " + big.components());
    }
}
