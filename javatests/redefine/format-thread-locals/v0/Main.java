import java.util.concurrent.SynchronousQueue;

public class Main {
    static final ThreadLocal<Context> LOCAL = ThreadLocal.withInitial(() -> new Context(Thread.currentThread().getName()));

    public static void main(String[] args) throws Exception {
        SynchronousQueue<String> ask = new SynchronousQueue<>();
        SynchronousQueue<String> answer = new SynchronousQueue<>();
        Thread other = new Thread(() -> {
            try {
                while (true) {
                    ask.take();
                    answer.put(LOCAL.get().toString());
                }
            } catch (InterruptedException e) {
                return;
            }
        }, "other");
        other.setDaemon(true);
        other.start();
        do {
            System.out.println("main: " + LOCAL.get());
            ask.put("?");
            System.out.println("other: " + answer.take());
        } while (Live.update());
    }
}
