import java.util.function.Supplier;

class Cup {
    String drink = "tea";

    Supplier<String> text() {
        return () -> drink;
    }
}
