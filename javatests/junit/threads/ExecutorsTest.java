package threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executors, futures, ForkJoin, CompletableFuture. */
@Timeout(60)
class ExecutorsTest {
    @Test
    void fixedPool() throws Exception {
        ExecutorService e = Executors.newFixedThreadPool(3);
        List<Future<Integer>> fs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int k = i;
            fs.add(e.submit(() -> k * k));
        }
        int sum = 0;
        for (Future<Integer> f : fs) {
            sum += f.get();
        }
        assertEquals(40425, sum);
        e.shutdown();
        assertTrue(e.awaitTermination(10, TimeUnit.SECONDS));
        assertThrows(RejectedExecutionException.class, () -> e.submit(() -> 1));
    }

    @Test
    void invokeAllAndAny() throws Exception {
        ExecutorService e = Executors.newCachedThreadPool();
        List<Callable<String>> tasks = List.of(() -> "a", () -> "b", () -> "c");
        StringBuilder b = new StringBuilder();
        for (Future<String> f : e.invokeAll(tasks)) {
            assertTrue(f.isDone());
            b.append(f.get());
        }
        assertEquals("abc", b.toString());
        Callable<String> failing = () -> {
            throw new IllegalStateException();
        };
        assertEquals("only", e.invokeAny(List.of(failing, () -> "only")));
        assertEquals(0, e.shutdownNow().size());
    }

    @Test
    void failuresAndCancellation() throws Exception {
        ExecutorService e = Executors.newSingleThreadExecutor();
        Future<Object> f = e.submit(() -> {
            throw new java.io.IOException("task");
        });
        ExecutionException x = assertThrows(ExecutionException.class, f::get);
        assertEquals("java.io.IOException: task", x.getMessage());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Future<?> slow = e.submit(() -> {
            started.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException i) {
                interrupted.countDown();
            }
        });
        started.await();
        assertThrows(TimeoutException.class, () -> slow.get(1, TimeUnit.MILLISECONDS));
        assertTrue(slow.cancel(true));
        assertThrows(CancellationException.class, slow::get);
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        e.shutdown();
    }

    @Test
    void scheduled() throws Exception {
        ScheduledExecutorService s = Executors.newScheduledThreadPool(1);
        ScheduledFuture<Integer> once = s.schedule(() -> 5, 2, TimeUnit.MILLISECONDS);
        assertEquals(5, once.get());
        CountDownLatch ticks = new CountDownLatch(4);
        ScheduledFuture<?> f = s.scheduleAtFixedRate(ticks::countDown, 0, 1, TimeUnit.MILLISECONDS);
        assertTrue(ticks.await(10, TimeUnit.SECONDS));
        f.cancel(false);
        assertTrue(f.isCancelled());
        s.shutdownNow();
        assertTrue(s.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void queuesAndRejection() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ThreadPoolExecutor e = new ThreadPoolExecutor(1, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), r -> {
            Thread t = new Thread(r, "worker");
            t.setDaemon(true);
            return t;
        });
        Runnable wait = () -> {
            try {
                gate.await();
            } catch (InterruptedException x) {
                throw new IllegalStateException(x);
            }
        };
        e.execute(wait);
        e.execute(wait);
        e.execute(wait);
        assertEquals(2, e.getPoolSize());
        assertThrows(RejectedExecutionException.class, () -> e.execute(wait));
        e.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        Thread[] ran = new Thread[1];
        e.execute(() -> ran[0] = Thread.currentThread());
        assertEquals(Thread.currentThread(), ran[0]);
        gate.countDown();
        e.shutdown();
        assertTrue(e.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(3, e.getCompletedTaskCount());
    }

    @Test
    void completionService() throws Exception {
        ExecutorService e = Executors.newFixedThreadPool(2);
        ExecutorCompletionService<Integer> c = new ExecutorCompletionService<>(e);
        for (int i = 0; i < 10; i++) {
            int k = i;
            c.submit(() -> k);
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += c.take().get();
        }
        assertEquals(45, sum);
        e.shutdown();
        FutureTask<String> t = new FutureTask<>(() -> "task");
        t.run();
        assertEquals("task", t.get());
    }

    static class Fib extends RecursiveTask<Integer> {
        final int n;

        Fib(int n) {
            this.n = n;
        }

        @Override
        protected Integer compute() {
            if (n < 2) {
                return n;
            }
            Fib a = new Fib(n - 1);
            a.fork();
            return new Fib(n - 2).compute() + a.join();
        }
    }

    @Test
    void forkJoin() {
        ForkJoinPool p = new ForkJoinPool(3);
        assertEquals(610, p.invoke(new Fib(15)));
        int[] a = new int[1000];
        class Fill extends RecursiveAction {
            final int lo;
            final int hi;

            Fill(int lo, int hi) {
                this.lo = lo;
                this.hi = hi;
            }

            @Override
            protected void compute() {
                if (hi - lo < 100) {
                    for (int i = lo; i < hi; i++) {
                        a[i] = i;
                    }
                } else {
                    int mid = (lo + hi) / 2;
                    invokeAll(new Fill(lo, mid), new Fill(mid, hi));
                }
            }
        }

        p.invoke(new Fill(0, 1000));
        assertEquals(499500, java.util.Arrays.stream(a).sum());
        assertEquals(55, ForkJoinPool.commonPool().invoke(new Fib(10)));
        p.shutdown();
        assertThrows(RejectedExecutionException.class, () -> p.submit(() -> 1));
    }

    @Test
    void completableChains() {
        CompletableFuture<String> f = CompletableFuture.supplyAsync(() -> 20).thenApply(x -> x + 1).thenCombine(
            CompletableFuture.supplyAsync(() -> 2), (a, b) -> a * b).thenCompose(x -> CompletableFuture.supplyAsync(() -> "v" + x));
        assertEquals("v42", f.join());
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            int k = i;
            all.add(CompletableFuture.supplyAsync(() -> k).thenApply(sum::addAndGet));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertEquals(190, sum.get());
        assertEquals("now", CompletableFuture.completedFuture("now").getNow("later"));
    }

    @Test
    void completableFailures() throws Exception {
        CompletableFuture<Integer> f = CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException("async");
        });
        assertEquals("async", assertThrows(CompletionException.class, f::join).getCause().getMessage());
        assertEquals(-1, f.exceptionally(t -> -1).join());
        assertEquals("CompletionException", f.handle((v, t) -> t.getClass().getSimpleName()).join());
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> never.get(1, TimeUnit.MILLISECONDS));
        assertThrows(ExecutionException.class, () -> never.orTimeout(5, TimeUnit.MILLISECONDS).get());
        CompletableFuture<String> c = new CompletableFuture<>();
        assertTrue(c.complete("a"));
        assertFalse(c.complete("b"));
        assertEquals("a", c.get());
        assertEquals("slow", new CompletableFuture<String>().completeOnTimeout("slow", 1, TimeUnit.MILLISECONDS).get());
    }
}
