import java.lang.ref.WeakReference;
import java.util.IdentityHashMap;
import java.util.Map;

public class Main {
    public static void main(String[] args) throws Exception {
        Chat chat = new Chat();
        chat.say(null, "welcome");
        chat.say("Ann", "hello");
        chat.say(null, "Ann left");
        chat.say("Bob", "bye");
        Object first = chat.messages.get(0);
        Object[] array = {chat.messages.get(1), chat.messages.get(2)};
        WeakReference<Object> weak = new WeakReference<>(chat.messages.get(3));
        Map<Object, String> names = new IdentityHashMap<>();
        names.put(first, "the first");
        int hash = System.identityHashCode(chat.messages.get(1));
        Object locked = chat.messages.get(2);
        Thread holder = new Thread(() -> {
            synchronized (locked) {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
            }
        });
        holder.start();
        while (holder.getState() != Thread.State.RUNNABLE || !isLocked(locked)) {
            Thread.onSpinWait();
        }
        do {
            for (ChatMessage message : chat.messages) {
                System.out.println(message.getClass().getName() + " " + message.show());
            }
            System.out.println((first == (Object) chat.messages.get(0)) + " " + (array[1] == (Object) chat.messages.get(2))
                    + " " + (weak.get() == (Object) chat.messages.get(3)) + " " + names.get(first)
                    + " " + (hash == System.identityHashCode(array[0])) + " " + isLocked(chat.messages.get(2)));
        } while (Live.update());
        holder.interrupt();
        holder.join();
        System.out.println(isLocked(chat.messages.get(2)));
    }

    static boolean isLocked(Object object) throws Exception {
        boolean[] entered = new boolean[1];
        Thread thread = new Thread(() -> {
            synchronized (object) {
                entered[0] = true;
            }
        });
        thread.setDaemon(true);
        thread.start();
        thread.join(60);
        return !entered[0];
    }
}
