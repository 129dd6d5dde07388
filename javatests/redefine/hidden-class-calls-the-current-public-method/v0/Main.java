import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;

public class Main {
    public static class Template implements Supplier<String> {
        public String get() {
            return Api.version();
        }
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        Supplier<String> hidden;
        try (InputStream in = Main.class.getResourceAsStream("Main$Template.class")) {
            Class<?> made = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true).lookupClass();
            hidden = (Supplier<String>) made.getDeclaredConstructor().newInstance();
        }
        do {
            System.out.println(hidden.get());
        } while (Live.update());
    }
}
