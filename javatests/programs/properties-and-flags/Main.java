/** System properties from the command line. */
public class Main {
    public static void main(String[] args) {
        System.out.println(System.getProperty("plain"));
        System.out.println(System.getProperty("with.value"));
        System.out.println("[" + System.getProperty("empty") + "]");
        System.out.println(Boolean.getBoolean("flag") + " " + Integer.getInteger("number", -1) + " " + Long.getLong("missing", 7));
        System.out.println(System.getProperty("absent"));
        System.out.println(args.length + " " + String.join("|", args));
        System.out.println(Runtime.getRuntime().maxMemory() <= 80L << 20);
    }
}
