package shop;

import java.util.ArrayList;
import java.util.List;

/** Prints a line about an item again and again. */
public class Main {
    static final List<Item> ITEMS = new ArrayList<>();

    public static void main(String[] arguments) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            ITEMS.add(new Item(i));
        }
        if (arguments.length > 0) {
            Thread slow = new Thread(() -> Shop.sleep(Long.parseLong(arguments[0])), "slow");
            slow.setDaemon(true);
            slow.start();
        }
        for (int round = 0; ; round++) {
            System.out.println(line(round));
            Thread.sleep(10);
        }
    }

    static String line(int round) {
        try {
            return Shop.line(ITEMS.get(round % 5));
        } catch (LinkageError error) {
            return error.toString();
        }
    }
}
