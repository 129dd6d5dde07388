import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

class Nap {
    static final List<String> lines = new CopyOnWriteArrayList<>();

    static void sleep() {
        Main.STARTED.countDown();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            lines.add("v0 slept");
        }
    }

    static void park() {
        Main.STARTED.countDown();
        while (!Main.go) {
            LockSupport.park();
        }
        lines.add("v0 parked");
    }

    static void join(Thread other) {
        Main.STARTED.countDown();
        try {
            other.join();
            lines.add("v0 joined");
        } catch (InterruptedException e) {
            lines.add("interrupted");
        }
    }

    static String version() {
        return "v0";
    }
}
