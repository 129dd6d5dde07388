import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** The same class in three loaders: three sets of statics. */
public class Main {
    static class Child extends ClassLoader {
        Child(String name) {
            super(name, Main.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("Plugin")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                if (c != null) {
                    return c;
                }
                try (InputStream in = getResourceAsStream(name + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] b = in.readAllBytes();
                    System.out.println(getName() + " defines " + name);
                    return defineClass(name, b, 0, b.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Supplier<String> make(ClassLoader l) throws ReflectiveOperationException {
        return (Supplier<String>) l.loadClass("Plugin").getConstructor().newInstance();
    }

    public static void main(String[] args) throws Exception {
        Supplier<String> a = make(new Child("first"));
        Supplier<String> b = make(new Child("second"));
        Supplier<String> c = make(Main.class.getClassLoader());
        for (int i = 0; i < 2; i++) {
            System.out.println(a.get() + " " + b.get() + " " + c.get());
        }
        System.out.println(a.get());
        System.out.println((Object) a instanceof Plugin);
        System.out.println((Object) c instanceof Plugin);
        try {
            Plugin p = (Plugin) (Object) a;
            System.out.println(p);
        } catch (ClassCastException e) {
            System.out.println(e.getMessage().replaceAll("@[0-9a-f]+", "@..."));
        }
        try {
            new Child("third").loadClass("PluginMissing");
        } catch (ClassNotFoundException e) {
            System.out.println("not found: " + e.getMessage());
        }
    }
}
