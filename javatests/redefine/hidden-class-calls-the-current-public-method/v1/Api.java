public class Api {
    public static String version() {
        return "v1";
    }
}
