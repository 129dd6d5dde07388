import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Function;

public class Main {
    @SuppressWarnings("unchecked")
    static Function<Integer, Object> load() throws Exception {
        URL here = Main.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader loader = new URLClassLoader(new URL[] {here}, null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                return name.startsWith("Unit") ? super.findClass(name) : Main.class.getClassLoader().loadClass(name);
            }
        };
        return (Function<Integer, Object>) loader.loadClass("Unit").getDeclaredConstructor().newInstance();
    }

    public static void main(String[] args) throws Exception {
        Function<Integer, Object> a = load();
        Function<Integer, Object> b = load();
        Object one = a.apply(1), two = a.apply(2), other = b.apply(2);
        do {
            System.out.println("a: " + one + " " + two + ", b: " + other);
            if (a.apply(2).getClass() != two.getClass() || b.apply(2).getClass() != other.getClass()) {
                System.out.println("the second is made otherwise");
            }
        } while (Live.update());
    }
}
