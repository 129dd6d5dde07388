import java.util.ArrayList;
import java.util.List;

/** Three threads that are in a method of Work nearly all the time, and leave it in three ways. */
public class Main {
    static volatile boolean sleeps;

    static final class Worker extends Thread {
        final Work work = new Work();
        volatile String newest = "";
        volatile int mixed;
        volatile int rounds;

        Worker(String name) {
            super(name);
            setDaemon(true);
            start();
        }

        public void run() {
            while (true) {
                String before = Work.version();
                String during = call();
                // A call that the update came into says what its own version says, and Work what it says now.
                if (!during.equals(before) && !during.equals(Work.version())) {
                    mixed++;
                }
                newest = during;
                rounds++;
            }
        }

        String call() {
            try {
                return switch (getName()) {
                    case "returns" -> work.returns();
                    case "throws" -> work.fails();
                    default -> {
                        work.locks();
                        yield work.last;
                    }
                };
            } catch (IllegalStateException thrown) {
                return thrown.getMessage();
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        List<Worker> workers = new ArrayList<>();
        for (String name : new String[] {"returns", "throws", "locks"}) {
            workers.add(new Worker(name));
        }
        System.out.println("three threads work");
        boolean first = true;
        while (Live.update()) {
            for (Worker worker : workers) {
                int round = worker.rounds;
                while (worker.rounds < round + 2) {
                    Thread.sleep(1);
                }
                System.out.println(worker.getName() + " " + worker.mixed + " old, " + worker.newest + " new " + worker.newest.equals(Work.version()));
            }
            if (first) {
                Thread sleeper = new Thread(Rest::rest, "sleeper");
                sleeper.setDaemon(true);
                sleeper.start();
                while (sleeper.getState() != Thread.State.TIMED_WAITING) {
                    Thread.sleep(1);
                }
                first = false;
            }
        }
    }
}
