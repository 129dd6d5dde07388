public class Plugin {
    public static String name() {
        return "plugin loaded";
    }
}
