public class Main {
    static boolean more = true;

    public static void main(String[] args) {
        Order order = new Order();
        while (more) {
            order.process();
        }
    }
}
