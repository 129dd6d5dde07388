import java.util.function.UnaryOperator;

public class Main {
    public static void main(String[] args) {
        UnaryOperator<String> kept = Texts.make();
        do {
            System.out.println("second: " + kept.apply("x"));
        } while (Live.update());
    }
}
