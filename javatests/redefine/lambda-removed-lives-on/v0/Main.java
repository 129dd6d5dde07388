import java.util.function.UnaryOperator;

public class Main {
    public static void main(String[] args) {
        UnaryOperator<String> logger = Log.logger();
        do {
            System.out.println(logger.apply("a"));
        } while (Live.update());
    }
}
