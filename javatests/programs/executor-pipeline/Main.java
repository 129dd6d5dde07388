import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pipeline of three stages in thread pools. */
public class Main {
    record Job(int id, String text) {
    }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        BlockingQueue<Job> parsed = new LinkedBlockingQueue<>();
        ConcurrentSkipListMap<Integer, Integer> results = new ConcurrentSkipListMap<>();
        Job end = new Job(-1, "");
        List<Future<?>> stages = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            stages.add(pool.submit(() -> {
                for (Job j; (j = parsed.take()) != end; ) {
                    int h = 0;
                    for (int i = 0; i < 50; i++) {
                        h = 31 * h + j.text().hashCode();
                    }
                    results.put(j.id(), h);
                }
                parsed.put(end);
                return null;
            }));
        }
        stages.add(pool.submit(() -> {
            for (int i = 0; i < 100; i++) {
                parsed.put(new Job(i, "job " + i));
            }
            parsed.put(end);
            return null;
        }));
        for (Future<?> f : stages) {
            f.get();
        }
        System.out.println(results.size() + " " + results.get(0) + " " + results.get(99));
        List<CompletableFuture<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int from = i * 250;
            parts.add(CompletableFuture.supplyAsync(() -> {
                int s = 0;
                for (int k = from; k < from + 250; k++) {
                    s += k % 3 == 0 || k % 5 == 0 ? k : 0;
                }
                return s;
            }, pool).thenApply(s -> s * 2));
        }
        System.out.println(parts.stream().map(CompletableFuture::join).toList());
        Future<Integer> failing = pool.submit(() -> Integer.parseInt("oops"));
        try {
            failing.get();
        } catch (java.util.concurrent.ExecutionException e) {
            System.out.println(e.getMessage());
        }
        pool.shutdown();
        System.out.println(pool.awaitTermination(20, TimeUnit.SECONDS) + " " + new TreeMap<>(results.headMap(3)));
    }
}
