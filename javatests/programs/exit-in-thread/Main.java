/** System.exit in a thread while others run; hooks run, finally blocks do not. */
public class Main {
    public static void main(String[] args) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        Thread forever = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        forever.start();
        Thread exiting = new Thread(() -> {
            try {
                System.out.println("exiting");
                System.exit(23);
            } finally {
                System.out.println("never printed");
            }
        });
        exiting.start();
        exiting.join();
        forever.join();
        System.out.println("never reached");
    }
}
