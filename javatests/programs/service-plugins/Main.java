import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Plug-ins found by ServiceLoader. */
public class Main {
    public interface Plugin {
        String name();

        int priority();

        String apply(String s);
    }

    public static class Upper implements Plugin {
        @Override
        public String name() {
            return "upper";
        }

        @Override
        public int priority() {
            return 2;
        }

        @Override
        public String apply(String s) {
            return s.toUpperCase();
        }
    }

    public static class Exclaim implements Plugin {
        @Override
        public String name() {
            return "exclaim";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public String apply(String s) {
            return s + "!";
        }
    }

    public static class Factory {
        static int used;
    }

    public static void main(String[] args) {
        var loader = ServiceLoader.load(Plugin.class);
        var it = loader.iterator();
        while (true) {
            try {
                if (!it.hasNext()) {
                    break;
                }
                Plugin p = it.next();
                System.out.println(p.name() + " " + p.priority() + " " + p.getClass().getSimpleName());
            } catch (ServiceConfigurationError e) {
                System.out.println("bad provider: " + e.getMessage());
            }
        }
        String s = "text";
        for (Plugin p : loader.stream().filter(x -> x.type() != Bad.class).map(ServiceLoader.Provider::get)
            .sorted(java.util.Comparator.comparingInt(Plugin::priority)).toList()) {
            s = p.apply(s);
        }
        System.out.println(s);
    }

    public static class Bad implements Plugin {
        public Bad() {
            throw new IllegalStateException("cannot start");
        }

        @Override
        public String name() {
            return "bad";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public String apply(String s) {
            return s;
        }
    }
}
