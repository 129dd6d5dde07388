import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;

public class Main {
    static Object fresh() throws Exception {
        return Class.forName("Fresh").getDeclaredConstructor().newInstance();
    }

    public static void main(String[] args) throws Exception {
        Field count = Item.class.getDeclaredField("count");
        Field small = Item.class.getDeclaredField("small");
        VarHandle label = MethodHandles.lookup().findVarHandle(Item.class, "label", Object.class);
        Item item = new Item();
        do {
            System.out.println(count.get(item) + " " + label.get(item) + " " + small.getShort(item));
            System.out.println(Live.attempt(() -> {
                Item fresh = (Item) fresh();
                label.set(fresh, "of the new class");
                count.setInt(fresh, count.getInt(fresh) + 1);
                return count.get(fresh) + " " + label.get(fresh) + " " + small.getShort(fresh) + " " + fresh.count;
            }));
        } while (Live.update());
    }
}
