import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;

/** What the bootstrap loader sees: the packages of its own modules and no others. */
public class Main {
    static void find(String name, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            System.out.println(name + ": " + type.getModule() + " " + type.getClassLoader());
        } catch (ClassNotFoundException e) {
            System.out.println(e);
        }
    }

    interface Local { }

    public static void main(String[] args) throws Exception {
        for (String name : new String[] {"java.util.List", "java.util.logging.Logger", "java.sql.Driver", "Main",
                "com.sun.tools.javac.Main", "jdk.incubator.foreign.MemorySegment", "java.util.NoSuchThing", "no.Such"}) {
            find(name, null);
        }
        try (URLClassLoader isolated = new URLClassLoader(new URL[0], null)) {
            find("java.sql.Driver", isolated);
            find("java.lang.String", isolated);
        }
        find("java.sql.Driver", ClassLoader.getPlatformClassLoader().getParent());
        // Proxies define packages in loaders at run time.
        Object one = Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, (p, m, a) -> null);
        Object two = Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Local.class}, (p, m, a) -> null);
        System.out.println(one.getClass().getClassLoader() + " " + Proxy.isProxyClass(two.getClass()));
        int unnamed = 0;
        int missing = 0;
        for (Package pack : Package.getPackages()) {
            if (pack == null) {
                missing++;
            } else if (pack.getName().isEmpty()) {
                unnamed++;
            }
        }
        System.out.println("without a package object: " + missing + ", unnamed: " + unnamed);
        System.out.println(Package.getPackage("java.util") + ", " + Package.getPackage("java.lang").getSpecificationTitle());
    }
}
