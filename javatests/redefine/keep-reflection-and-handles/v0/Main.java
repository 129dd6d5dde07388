import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

public class Main {
    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Box.class, MethodHandles.lookup());
        Field field = Box.class.getDeclaredField("size");
        MethodHandle getter = lookup.findGetter(Box.class, "size", int.class);
        VarHandle var = lookup.findVarHandle(Box.class, "size", int.class);
        Method show = Box.class.getDeclaredMethod("show");
        MethodHandle secret = lookup.findSpecial(Box.class, "secret", MethodType.methodType(int.class), Box.class);
        var updater = AtomicIntegerFieldUpdater.newUpdater(Box.class, "size");
        List<Box> boxes = new ArrayList<>();
        do {
            boxes.add(new Box());
            for (int at = 0; at < boxes.size(); at++) {
                Box box = boxes.get(at);
                System.out.println(at + ": field " + field.getInt(box) + " handle " + (int) getter.invokeExact(box)
                        + " var " + (int) var.get(box) + " method " + show.invoke(box)
                        + " private " + (int) secret.invokeExact(box) + " updater " + updater.incrementAndGet(box));
                Field[] all = Box.class.getDeclaredFields();
                for (Field other : all) {
                    if (other.getName().equals("label")) {
                        System.out.println("label of " + at + ": " + Live.attempt(() -> other.get(box)));
                    }
                }
            }
        } while (Live.update());
    }
}
