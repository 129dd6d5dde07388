import java.net.URL;
import java.net.URLClassLoader;

public class Main {
    public static void main(String[] args) throws Exception {
        URL here = Main.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader loader = new URLClassLoader(new URL[] {here}, null);
        Object own = new Part();
        Object other = loader.loadClass("Part").getDeclaredConstructor().newInstance();
        do {
            System.out.println(own + " " + other);
        } while (Live.update());
    }
}
