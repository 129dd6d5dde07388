import java.util.Optional;
import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) {
        Object optional = Optional.of("text");
        do {
            System.out.println("supplier: " + (optional instanceof Supplier));
            System.out.println(Live.attempt(() -> ((Supplier<?>) optional).get()));
        } while (Live.update());
    }
}
