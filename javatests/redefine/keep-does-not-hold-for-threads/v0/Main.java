public class Main {
    public static void main(String[] args) {
        Object lock = new Object();
        Thread worker = new Thread(() -> {
            synchronized (lock) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }, "by hand");
        worker.setDaemon(true);
        worker.start();
        do {
            String count = Live.attempt(() -> Thread.class.getMethod("count").invoke(worker));
            System.out.println(worker.getName() + " alive " + worker.isAlive() + ", counts " + count);
        } while (Live.update());
    }
}
