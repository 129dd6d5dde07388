import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

public class Main {
    static final CountDownLatch STARTED = new CountDownLatch(3);
    static volatile boolean go;

    public static void main(String[] args) throws Exception {
        Thread sleeper = new Thread(Nap::sleep);
        Thread parker = new Thread(Nap::park);
        Thread joiner = new Thread(() -> Nap.join(sleeper));
        List<Thread> all = new ArrayList<>(List.of(sleeper, parker, joiner));
        all.forEach(Thread::start);
        STARTED.await();
        System.out.println("3 threads stand still");
        Live.update();
        go = true;
        sleeper.interrupt();
        sleeper.join();
        LockSupport.unpark(parker);
        parker.join();
        joiner.join();
        Nap.lines.stream().sorted(java.util.Comparator.comparing("v0 slept v0 parked v0 joined"::indexOf)).forEach(System.out::println);
        do {
            System.out.println(Nap.version());
        } while (Live.update());
    }
}
