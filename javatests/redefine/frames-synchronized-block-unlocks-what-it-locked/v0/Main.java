public class Main {
    static Object first;

    public static void main(String[] args) throws Exception {
        Guard guard = new Guard();
        first = guard.lock();
        Thread other = new Thread(() -> {
            synchronized (guard) {
                synchronized (first) {
                    System.out.println("other thread got in");
                }
            }
        });
        guard.enter(other);
        other.join();
        do {
            boolean released = !Thread.holdsLock(first) && !Thread.holdsLock(guard);
            boolean free = !Thread.holdsLock(guard.lock());
            System.out.println("released " + released + ", new lock free " + free + ", other lock " + (guard.lock() != first));
        } while (Live.update());
    }
}
