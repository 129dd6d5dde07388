package shop;

public class Shop {
    static String line(Item item) {
        return "v1 " + Helper.text(item);
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }
}
