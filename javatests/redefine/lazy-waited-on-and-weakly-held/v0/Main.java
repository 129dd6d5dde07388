import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

public class Main {
    static Thread start(Door door) throws InterruptedException {
        Thread waiter = new Thread(() -> door.await());
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        return waiter;
    }

    static WeakReference<Door> lost() {
        return new WeakReference<>(new Door());
    }

    public static void main(String[] args) throws InterruptedException {
        Door door = new Door();
        WeakReference<Door> weak = new WeakReference<>(door);
        WeakReference<Door> dead = lost();
        Map<Door, String> names = new WeakHashMap<>();
        names.put(door, "red door");
        Thread waiter = null;
        while (true) {
            boolean first = waiter == null;
            if (!first) {
                door.open();
                waiter.join();
            }
            waiter = start(door);
            System.out.println("waiting; weak " + (weak.get() == door) + ", map " + names.get(door));
            if (!first) {
                System.gc();
                System.out.println("after a collection: weak " + (weak.get() == door) + ", map " + names.get(door)
                        + ", dead " + (dead.get() == null));
            }
            if (!Live.update()) {
                break;
            }
        }
        door.open();
        waiter.join();
    }
}
