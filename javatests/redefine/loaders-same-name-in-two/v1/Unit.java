import java.util.function.Supplier;

public class Unit implements Supplier<String> {
    public String get() {
        return "unit v1";
    }
}
