import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) throws Exception {
        Supplier<String> hidden = Host.hidden();
        do {
            System.out.println("hidden: " + hidden.get());
        } while (Live.update());
    }
}
