import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Iterators by hand, a tree walk without recursion, and a generator in a thread. */
public class Main {
    static <T> Iterable<T> filter(Iterable<T> in, Predicate<? super T> p) {
        return () -> new Iterator<>() {
            private final Iterator<T> it = in.iterator();
            private T next;
            private boolean ready;

            @Override
            public boolean hasNext() {
                while (!ready && it.hasNext()) {
                    next = it.next();
                    ready = p.test(next);
                }
                return ready;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                ready = false;
                return next;
            }
        };
    }

    static Iterable<Integer> range(int from, int to) {
        return () -> new Iterator<>() {
            int i = from;

            @Override
            public boolean hasNext() {
                return i < to;
            }

            @Override
            public Integer next() {
                return i++;
            }
        };
    }

    record Tree(Tree left, int v, Tree right) implements Iterable<Integer> {
        static Tree of(int lo, int hi) {
            int mid = (lo + hi) / 2;
            return lo >= hi ? null : new Tree(of(lo, mid), mid, of(mid + 1, hi));
        }

        @Override
        public Iterator<Integer> iterator() {
            Deque<Tree> stack = new ArrayDeque<>();
            for (Tree t = this; t != null; t = t.left) {
                stack.push(t);
            }
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return !stack.isEmpty();
                }

                @Override
                public Integer next() {
                    Tree n = stack.pop();
                    for (Tree t = n.right; t != null; t = t.left) {
                        stack.push(t);
                    }
                    return n.v;
                }
            };
        }
    }

    interface Body<T> {
        void run(Consumer<T> yield) throws InterruptedException;
    }

    static <T> Iterator<T> generate(Body<T> body) {
        SynchronousQueue<Object[]> q = new SynchronousQueue<>();
        Thread t = new Thread(() -> {
            try {
                body.run(v -> {
                    try {
                        q.put(new Object[] {v});
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                q.put(new Object[0]);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        t.setDaemon(true);
        t.start();
        return new Iterator<>() {
            private Object[] next;

            @Override
            public boolean hasNext() {
                try {
                    next = next == null ? q.take() : next;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return next.length > 0;
            }

            @Override
            @SuppressWarnings("unchecked")
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Object[] n = next;
                next = null;
                return (T) n[0];
            }
        };
    }

    public static void main(String[] args) {
        StringBuilder b = new StringBuilder();
        for (int x : filter(filter(range(0, 200), i -> i % 7 == 0), i -> i % 2 == 1)) {
            b.append(x).append(' ');
        }
        System.out.println(b.toString().trim());
        int sum = 0;
        int last = -1;
        boolean sorted = true;
        for (int v : Tree.of(0, 1000)) {
            sum += v;
            sorted &= v > last;
            last = v;
        }
        System.out.println(sum + " " + sorted);
        Iterator<Long> fib = generate(y -> {
            long a = 0;
            long c = 1;
            for (int i = 0; i < 50; i++) {
                y.accept(a);
                long t = a + c;
                a = c;
                c = t;
            }
        });
        long l = 0;
        int n = 0;
        while (fib.hasNext()) {
            l = fib.next();
            n++;
        }
        System.out.println(n + " " + l);
    }
}
