import java.util.concurrent.CountDownLatch;

class Worker extends Thread {
    final CountDownLatch sleeping = new CountDownLatch(1);
    int jobs = 3;

    public void run() {
        try {
            sleeping.countDown();
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            return;
        }
    }

    String jobs() {
        return "" + jobs;
    }
}
