import java.lang.reflect.Modifier;

public class Main {
    public static void main(String[] args) throws Exception {
        Counter counter = new Counter();
        do {
            System.out.println("holds its lock: " + counter.next());
            int modifiers = Counter.class.getDeclaredMethod("next").getModifiers();
            System.out.println("synchronized: " + Modifier.isSynchronized(modifiers));
        } while (Live.update());
    }
}
