import java.util.function.Supplier;

class Cup {
    int sugar = 2;
    String drink = "tea";

    Supplier<String> text() {
        return () -> drink + " with " + sugar + " sugar";
    }
}
