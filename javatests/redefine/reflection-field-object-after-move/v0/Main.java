import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

public class Main {
    public static void main(String[] args) throws Exception {
        Cell cell = new Cell();
        Field field = Cell.class.getDeclaredField("value");
        VarHandle handle = MethodHandles.lookup().findVarHandle(Cell.class, "value", int.class);
        AtomicIntegerFieldUpdater<Cell> updater = AtomicIntegerFieldUpdater.newUpdater(Cell.class, "value");
        do {
            updater.incrementAndGet(cell);
            System.out.println("reflected " + field.getInt(cell) + ", handle " + (int) handle.get(cell) + ", updater "
                    + updater.get(cell));
        } while (Live.update());
    }
}
