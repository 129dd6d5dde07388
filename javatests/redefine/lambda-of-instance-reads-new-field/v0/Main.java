import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) {
        Supplier<String> text = new Cup().text();
        do {
            System.out.println(text.get());
        } while (Live.update());
    }
}
