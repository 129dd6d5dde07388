import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Loaders come and go with what their classes hold; one is kept by an instance, one by a class, one by a running method. */
public class Main {
    public interface Shape {
        int area();

        void hold(Object lock) throws InterruptedException;
    }

    public static class Square implements Shape {
        static final byte[] BALLAST = new byte[1 << 20];
        static int calls;
        final Object[] others = {new Square[3], new int[2]};

        @Override
        public int area() {
            Runnable more = () -> calls++;
            more.run();
            String text = "call " + calls;
            return calls + text.length() + others.length;
        }

        @Override
        public void hold(Object lock) throws InterruptedException {
            synchronized (lock) {
                lock.notify();
                lock.wait();
            }
            System.out.println("still here, " + calls + " " + BALLAST.length);
        }
    }

    static class Loader extends ClassLoader {
        Loader() {
            super(Main.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals("Main$Square")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> found = findLoadedClass(name);
                if (found != null) {
                    return found;
                }
                try (InputStream in = Main.class.getResourceAsStream("Main$Square.class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    private static final List<WeakReference<ClassLoader>> LOADERS = new ArrayList<>();

    private static Shape make() throws Exception {
        Loader loader = new Loader();
        LOADERS.add(new WeakReference<>(loader));
        return (Shape) Class.forName("Main$Square", true, loader).getDeclaredConstructor().newInstance();
    }

    private static int living() {
        int count = 0;
        for (WeakReference<ClassLoader> loader : LOADERS) {
            count += loader.get() != null ? 1 : 0;
        }
        return count;
    }

    private static Shape kept;
    private static Class<?> keptClass;
    private static Thread running;
    private static final Object LOCK = new Object();

    private static int round(int number) throws Exception {
        Shape shape = make();
        int sum = 0;
        for (int k = 0; k < 20; k++) {
            sum += (Integer) shape.getClass().getMethod("area").invoke(shape);
        }
        if (number == 30) {
            kept = shape;
        } else if (number == 60) {
            keptClass = shape.getClass();
        } else if (number == 90) {
            Shape[] handed = {shape};
            running = new Thread(() -> {
                try {
                    handed[0].hold(LOCK);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            synchronized (LOCK) {
                running.start();
                LOCK.wait();
            }
            handed[0] = null;
        }
        return sum;
    }

    public static void main(String[] args) throws Exception {
        int sum = 0;
        for (int i = 0; i < 120; i++) {
            sum += round(i);
        }
        for (int i = 0; i < 200 && living() > 3; i++) {
            System.gc();
            Thread.sleep(5);
        }
        System.out.println(sum);
        System.out.println(living() + " of " + LOADERS.size() + " loaders live");
        System.out.println(kept.area() + " " + keptClass.getName() + " " + (keptClass != kept.getClass()));
        System.out.println(((Shape) keptClass.getDeclaredConstructor().newInstance()).area());
        synchronized (LOCK) {
            LOCK.notify();
        }
        running.join();
    }
}
