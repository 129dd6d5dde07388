import java.util.concurrent.CountDownLatch;

public class Main {
    public static void main(String[] args) throws Exception {
        Signal signal = new Signal();
        while (true) {
            CountDownLatch waits = new CountDownLatch(1);
            String[] result = new String[1];
            Thread thread = new Thread(() -> {
                synchronized (signal) {
                    waits.countDown();
                    try {
                        signal.wait();
                        result[0] = signal.text();
                    } catch (InterruptedException e) {
                        result[0] = "interrupted";
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            waits.await();
            synchronized (signal) {
                System.out.println("waiting");
            }
            if (!Live.update()) {
                return;
            }
            synchronized (signal) {
                signal.notifyAll();
            }
            thread.join();
            System.out.println(result[0]);
        }
    }
}
