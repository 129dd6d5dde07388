import java.util.ArrayList;
import java.util.List;

public class Main {
    static volatile boolean stop;

    public static void main(String[] args) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                int sum = 0;
                while (!stop) {
                    sum += Rate.of(sum);
                }
            });
            thread.start();
            threads.add(thread);
        }
        do {
            System.out.println("counted");
        } while (Live.update());
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
