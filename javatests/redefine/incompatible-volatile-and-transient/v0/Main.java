import java.lang.reflect.Modifier;

public class Main {
    public static void main(String[] args) throws Exception {
        Cell cell = new Cell();
        cell.value = 8;
        do {
            int flags = Cell.class.getDeclaredField("value").getModifiers();
            System.out.println("volatile " + Modifier.isVolatile(flags) + ", transient " + Modifier.isTransient(flags)
                    + ", value " + cell.value);
        } while (Live.update());
    }
}
