import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

class Nap {
    static final List<String> lines = new CopyOnWriteArrayList<>();

    static void sleep() {
        lines.add("v1 slept");
    }

    static void park() {
        lines.add("v1 parked");
    }

    static void join(Thread other) {
        lines.add("v1 joined");
    }

    static String version() {
        return "v1";
    }
}
