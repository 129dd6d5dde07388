import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

public class Main {
    public static void main(String[] args) {
        Slot slot = new Slot();
        AtomicReferenceFieldUpdater<Slot, String> updater =
                AtomicReferenceFieldUpdater.newUpdater(Slot.class, String.class, "content");
        char next = 'a';
        do {
            String now = slot.content;
            String wanted = String.valueOf(++next);
            System.out.println("swapped " + updater.compareAndSet(slot, now, wanted) + " to " + slot.content);
        } while (Live.update());
    }
}
