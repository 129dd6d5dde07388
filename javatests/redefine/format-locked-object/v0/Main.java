public class Main {
    public static void main(String[] args) {
        Lock lock = new Lock();
        synchronized (lock) {
            do {
                System.out.println("held: " + Thread.holdsLock(lock) + lock.extra());
            } while (Live.update());
        }
        if (Thread.holdsLock(lock)) {
            System.out.println("still held after the block");
        }
    }
}
