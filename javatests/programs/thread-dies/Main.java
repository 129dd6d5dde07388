/** A thread dies of an exception; the program goes on and ends with 0. */
public class Main {
    public static void main(String[] args) throws InterruptedException {
        Thread t = new Thread(() -> {
            int[] a = new int[2];
            a[2] = 1;
        }, "worker-7");
        t.start();
        t.join();
        System.out.println("still here, alive: " + t.isAlive());
    }
}
