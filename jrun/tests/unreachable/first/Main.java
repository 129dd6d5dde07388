import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** Has a part of its own, and loaders of other parts that nothing but weak references names any more. */
public class Main {
    static final List<WeakReference<ClassLoader>> LOADERS = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        Part own = new Part();
        for (int number = 0; number < 3; number++) {
            load();
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals("collect")) {
                System.gc();
            }
            long there = LOADERS.stream().filter(loader -> loader.get() != null).count();
            System.out.println(own + ", " + there + " loaders");
        }
    }

    static void load() throws Exception {
        URL here = Main.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader loader = new URLClassLoader(new URL[] {here}, null);
        loader.loadClass("Part").getConstructor().newInstance();
        loader.loadClass("Wheel").getConstructor().newInstance();
        LOADERS.add(new WeakReference<>(loader));
    }
}
