import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Timer tasks and scheduled executors, in an order that delays far apart make certain. */
public class Main {
    public static void main(String[] args) throws InterruptedException {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(4);
        Timer timer = new Timer("timer");
        for (int d : new int[] {300, 0, 150}) {
            timer.schedule(new TimerTask() {
                @Override
                public void run() {
                    log.add("after " + d + " in " + Thread.currentThread().getName());
                    done.countDown();
                }
            }, d);
        }
        TimerTask cancelled = new TimerTask() {
            @Override
            public void run() {
                log.add("cancelled task ran");
            }
        };
        timer.schedule(cancelled, 50);
        System.out.println("cancel: " + cancelled.cancel());
        ScheduledExecutorService s = Executors.newSingleThreadScheduledExecutor();
        int[] ticks = new int[1];
        s.scheduleWithFixedDelay(() -> {
            if (++ticks[0] == 5) {
                done.countDown();
                throw new IllegalStateException("stops the schedule");
            }
        }, 1, 1, TimeUnit.MILLISECONDS);
        done.await();
        timer.cancel();
        s.shutdown();
        System.out.println(s.awaitTermination(10, TimeUnit.SECONDS));
        log.forEach(System.out::println);
        System.out.println(ticks[0] + " ticks");
    }
}
