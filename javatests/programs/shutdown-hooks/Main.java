/** Shutdown hooks at a normal end, after the last non-daemon thread. */
public class Main {
    public static void main(String[] args) {
        Thread removed = new Thread(() -> System.out.println("removed hook"));
        Runtime r = Runtime.getRuntime();
        r.addShutdownHook(removed);
        r.addShutdownHook(new Thread(() -> {
            System.out.println("hook runs");
            try {
                r.addShutdownHook(new Thread());
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }));
        System.out.println(r.removeShutdownHook(removed));
        try {
            r.addShutdownHook(Thread.currentThread());
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        Thread daemon = new Thread(() -> {
            try {
                Thread.sleep(100_000);
            } catch (InterruptedException e) {
                System.out.println("daemon interrupted");
            }
        });
        daemon.setDaemon(true);
        daemon.start();
        new Thread(() -> {
            try {
                Thread.sleep(30);
            } catch (InterruptedException e) {
                return;
            }
            System.out.println("last thread ends");
        }).start();
        System.out.println("main ends");
    }
}
