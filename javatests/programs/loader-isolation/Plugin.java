import java.util.function.Supplier;

/** Counts its calls in a static; each loader has its own. */
public class Plugin implements Supplier<String> {
    private static int calls;

    @Override
    public String get() {
        calls += PluginHelper.step();
        ClassLoader l = getClass().getClassLoader();
        return l.getName() + ":" + calls;
    }
}
