import java.util.function.Supplier;

class Host {
    private static String own() {
        return "own v1";
    }

    static String shared() {
        return "shared v1";
    }

    static class Template implements Supplier<String> {
        public String get() {
            return own() + ", " + shared();
        }
    }

    static Supplier<String> hidden() throws Exception {
        return new Template();
    }
}
