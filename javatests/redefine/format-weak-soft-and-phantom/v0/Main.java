import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;

public class Main {
    public static void main(String[] args) {
        Session session = new Session();
        ReferenceQueue<Session> queue = new ReferenceQueue<>();
        WeakReference<Session> weak = new WeakReference<>(session);
        SoftReference<Session> soft = new SoftReference<>(session);
        PhantomReference<Session> phantom = new PhantomReference<>(session, queue);
        do {
            System.out.println("weak same: " + (weak.get() == session) + ", soft same: " + (soft.get() == session)
                    + ", phantom enqueued: " + (queue.poll() == phantom) + session.extra());
        } while (Live.update());
    }
}
