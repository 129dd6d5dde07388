import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.util.function.Supplier;

class Host {
    private static String own() {
        return "own v0";
    }

    static String shared() {
        return "shared v0";
    }

    static class Template implements Supplier<String> {
        public String get() {
            return own() + ", " + shared();
        }
    }

    @SuppressWarnings("unchecked")
    static Supplier<String> hidden() throws Exception {
        try (InputStream in = Host.class.getResourceAsStream("Host$Template.class")) {
            Class<?> made = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true, ClassOption.NESTMATE).lookupClass();
            return (Supplier<String>) made.getDeclaredConstructor().newInstance();
        }
    }
}
