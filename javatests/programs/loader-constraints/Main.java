import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import shared.Shared;

/** Classes of two loaders that share a name in a descriptor and do not mean the same class (JVMS 5.3.4). */
public class Main {
    /** Always the parent's. */
    public static class Service {
        public static Shared field = new Shared();
        public Shared[][] own;

        public static void take(Shared shared) {
            System.out.println("took " + (shared == null ? "null" : "" + shared.value));
        }

        public static int count(int number, Shared[] many) {
            return number;
        }

        public Shared give() {
            return field;
        }

        public void plain(String text) {
            System.out.println("plain " + text);
        }
    }

    public interface Taker {
        void accept(Shared shared);
    }

    public interface Maker {
        Shared make();
    }

    public static class Base {
        public Shared make() {
            return null;
        }
    }

    /** The child's from here on. */
    public static class CallsMethod implements Runnable {
        public void run() {
            Service.take(new Shared());
        }
    }

    public static class CallsWithArray implements Runnable {
        public void run() {
            new Shared();
            System.out.println(Service.count(3, null));
        }
    }

    public static class ReadsField implements Runnable {
        public void run() {
            new Shared();
            System.out.println(Service.field.value);
        }
    }

    public static class ReadsArrayField implements Runnable {
        public void run() {
            new Shared();
            System.out.println(new Service().own == null);
        }
    }

    public static class CallsVirtual implements Runnable {
        public void run() {
            new Shared();
            System.out.println(new Service().give() == null);
        }
    }

    public static class CallsInterface implements Runnable {
        public void run() {
            new Shared();
            ((Taker) null).accept(null);
        }
    }

    public static class CallsPlain implements Runnable {
        public void run() {
            new Shared();
            new Service().plain("text");
        }
    }

    public static class Overrides extends Base implements Runnable {
        public Shared make() {
            return new Shared();
        }

        public void run() {
            System.out.println("overrides");
        }
    }

    public static class Implements implements Taker, Runnable {
        public void accept(Shared shared) {
        }

        public void run() {
            System.out.println("implements");
        }
    }

    public static class Inherits extends Base implements Maker, Runnable {
        public void run() {
            System.out.println("inherits");
        }
    }

    public static class LoadsLater implements Runnable {
        public void run() {
            Service.take(null);
            System.out.println(new Shared().value);
        }
    }

    public static class MethodHandle implements Runnable {
        public void run() {
            try {
                var handle = MethodHandles.lookup().findStatic(Service.class, "take", MethodType.methodType(void.class, Shared.class));
                handle.invoke(new Shared());
            } catch (Throwable thrown) {
                System.out.println(thrown.toString().replaceAll("@[0-9a-f]+", "@HASH"));
            }
        }
    }

    /** Defines its own classes of some names, and asks its parent for the others. */
    static final class Child extends ClassLoader {
        final Set<String> own;

        Child(String name, Set<String> own) {
            super(name, Main.class.getClassLoader());
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!own.contains(name)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try (InputStream in = Main.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException failed) {
                    throw new ClassNotFoundException(name, failed);
                }
            }
        }
    }

    enum Kind { OF_THE_PARENT, OWN, OWN_LOADED_BEFORE }

    static void attempt(String name, Kind kind) {
        String full = "Main$" + name;
        Set<String> own = kind == Kind.OF_THE_PARENT ? Set.of(full) : Set.of(full, "shared.Shared");
        Child loader = new Child("child-" + name, own);
        for (int time = 1; time <= 2; time++) {
            System.out.println(name + ", " + kind + ", time " + time);
            try {
                if (kind == Kind.OWN_LOADED_BEFORE) {
                    loader.loadClass("shared.Shared");
                }
                ((Runnable) Class.forName(full, true, loader).getDeclaredConstructor().newInstance()).run();
            } catch (LinkageError | NullPointerException | IllegalStateException error) {
                System.out.println(error.toString().replaceAll("@[0-9a-f]+", "@HASH"));
            } catch (ReflectiveOperationException failed) {
                System.out.println(failed.toString().replaceAll("@[0-9a-f]+", "@HASH"));
            }
        }
    }

    public static void main(String[] args) {
        Service.take(new Shared());
        for (Class<?> type : new Class<?>[] {CallsMethod.class, CallsWithArray.class, ReadsField.class, ReadsArrayField.class, CallsVirtual.class, CallsInterface.class, CallsPlain.class, Overrides.class, Implements.class, Inherits.class, LoadsLater.class, MethodHandle.class}) {
            String name = type.getSimpleName();
            for (Kind kind : Kind.values()) {
                attempt(name, kind);
            }
        }
    }
}
