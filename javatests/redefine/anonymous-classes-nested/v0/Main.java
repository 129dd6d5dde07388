import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) {
        Supplier<Object> outer = Deep.make(5);
        Object inner = outer.get();
        do {
            System.out.println(inner);
            System.out.println("fresh: " + Deep.make(9).get());
            System.out.println(inner.getClass().getName() + " in " + inner.getClass().getEnclosingClass().getName());
        } while (Live.update());
    }
}
