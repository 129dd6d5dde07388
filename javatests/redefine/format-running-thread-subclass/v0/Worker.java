import java.util.concurrent.CountDownLatch;

class Worker extends Thread {
    final CountDownLatch sleeping = new CountDownLatch(1);

    public void run() {
        try {
            sleeping.countDown();
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            return;
        }
    }

    String jobs() {
        return "?";
    }
}
