import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

public class Main {
    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Box.class, MethodHandles.lookup());
        Field field = Box.class.getDeclaredField("size");
        MethodHandle getter = lookup.findGetter(Box.class, "size", int.class);
        VarHandle var = lookup.findVarHandle(Box.class, "size", int.class);
        var updater = AtomicIntegerFieldUpdater.newUpdater(Box.class, "size");
        Box box = new Box();
        do {
            String[] names = Arrays.stream(Box.class.getDeclaredFields()).map(Field::getName).toArray(String[]::new);
            System.out.println("field " + field.getInt(box) + " handle " + (int) getter.invokeExact(box) + " var "
                    + (int) var.get(box) + " updater " + updater.incrementAndGet(box) + " all "
                    + Arrays.toString(names));
            if (names.length > 1) {
                Field weight = Box.class.getDeclaredField("weight");
                VarHandle label = lookup.findVarHandle(Box.class, "label", String.class);
                String before = (String) label.getVolatile(box);
                System.out.print("weight " + weight.getLong(box) + ", label " + before);
                System.out.print(", swapped " + label.compareAndSet(box, before, "can"));
                weight.setLong(box, 101);
                System.out.println(", label " + (String) label.get(box) + ", weight " + weight.get(box));
            }
        } while (Live.update());
    }
}
