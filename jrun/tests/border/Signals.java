/** Waits for signals; its shutdown hook says that it ran. */
public class Signals {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.out.println("ready");
        Thread.sleep(60_000);
        System.out.println("never");
    }
}
