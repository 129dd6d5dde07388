public class Main {
    static byte[] garbage;

    public static void main(String[] args) throws InterruptedException {
        Counter[] counters = new Counter[1000];
        for (int at = 0; at < counters.length; at++) {
            counters[at] = new Counter();
        }
        do {
            Thread[] threads = new Thread[4];
            for (int at = 0; at < threads.length; at++) {
                threads[at] = new Thread(() -> {
                    for (Counter counter : counters) {
                        counter.count();
                        garbage = new byte[2000];
                    }
                });
                threads[at].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("1000 counters: " + Counter.sum(counters));
        } while (Live.update());
    }
}
