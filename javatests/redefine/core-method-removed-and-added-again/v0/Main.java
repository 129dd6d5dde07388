import java.util.Random;

public class Main {
    /** Draws numbers all the time. */
    static class Worker extends Thread {
        final Random random = new Random(1);
        volatile String last = "nothing";
        volatile int drawn;

        Worker() {
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                try {
                    random.nextInt();
                    last = "go on";
                } catch (Throwable thrown) {
                    last = "get " + thrown.getClass().getSimpleName();
                }
                drawn++;
            }
        }

        /** What came of the last draw of some that began now. */
        String outcome() {
            int before = drawn;
            while (drawn - before < 100) {
                Thread.yield();
            }
            return last;
        }
    }

    public static void main(String[] args) {
        Random random = new Random(42);
        Worker[] workers = {new Worker(), new Worker(), new Worker()};
        for (Worker worker : workers) {
            worker.start();
        }
        do {
            String number = Live.attempt(() -> random.nextInt());
            String outcome = workers[0].outcome();
            boolean alike = outcome.equals(workers[1].outcome()) && outcome.equals(workers[2].outcome());
            System.out.println(number + ", " + (alike ? "three" : "not all") + " workers " + outcome);
        } while (Live.update());
    }
}
