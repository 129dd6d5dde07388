package shop;

public class Shop {
    static int count = 100;

    static String line(Item item) {
        return "v0 " + item.note + " " + count++;
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }
}
