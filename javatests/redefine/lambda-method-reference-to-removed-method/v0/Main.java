import java.util.function.UnaryOperator;

public class Main {
    public static void main(String[] args) {
        UnaryOperator<String> reference = Upper::up;
        do {
            System.out.println(Live.attempt(() -> reference.apply("ab")));
        } while (Live.update());
    }
}
