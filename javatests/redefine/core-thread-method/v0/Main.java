public class Main {
    public static void main(String[] args) {
        Thread thread = Thread.currentThread();
        do {
            System.out.println(Live.attempt(() -> Thread.class.getMethod("greet").invoke(thread)));
        } while (Live.update());
    }
}
