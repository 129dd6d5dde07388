/** Default and own handlers of uncaught exceptions; a handler that fails itself. */
public class Main {
    public static void main(String[] args) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.out.println("default: " + t.getName() + " " + e));
        run("one", () -> {
            throw new IllegalStateException("1");
        }, null);
        run("two", () -> {
            throw new Error("2");
        }, (t, e) -> System.out.println("own: " + t.getName() + " " + e.getMessage()));
        run("three", () -> {
            throw new RuntimeException("3");
        }, (t, e) -> {
            System.out.println("failing handler");
            throw new RuntimeException("ignored");
        });
        Thread.setDefaultUncaughtExceptionHandler(null);
        run("four", () -> {
            throw new UnsupportedOperationException("4");
        }, null);
        System.out.println("main goes on");
        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {
            System.out.println("main ended with " + e.getMessage());
            System.exit(9);
        });
        throw new IllegalArgumentException("last");
    }

    static void run(String name, Runnable r, Thread.UncaughtExceptionHandler h) throws InterruptedException {
        Thread t = new Thread(r, name);
        t.setUncaughtExceptionHandler(h);
        t.start();
        t.join();
    }
}
