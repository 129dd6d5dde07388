import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) {
        Supplier<Object> maker = Made::new;
        do {
            String text = maker.get().toString();
            System.out.println(text);
            System.gc();
        } while (Live.update());
    }
}
