package loading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Class loaders of one's own, defineClass, hidden classes. */
class LoadersTest {
    public static class Counter implements Callable<Integer> {
        private static int count;

        @Override
        public Integer call() {
            return ++count + new Helper().extra();
        }
    }

    public static class Helper {
        int extra() {
            return 100;
        }
    }

    static byte[] bytes(String name) {
        try (InputStream in = LoadersTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Defines the classes of this test itself instead of asking its parent. */
    static class Isolating extends ClassLoader {
        final List<String> asked = new ArrayList<>();

        Isolating() {
            super("isolating", LoadersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            if (!name.startsWith("loading.LoadersTest$")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                if (c == null) {
                    byte[] b = bytes(name);
                    c = defineClass(name, b, 0, b.length);
                }
                return c;
            }
        }
    }

    private static final String COUNTER = "loading.LoadersTest$Counter";

    private static Callable<?> make(ClassLoader l) throws ReflectiveOperationException {
        return (Callable<?>) l.loadClass(COUNTER).getDeclaredConstructor().newInstance();
    }

    @Test
    void theSameNameTwice() throws Exception {
        Isolating a = new Isolating();
        Isolating b = new Isolating();
        Callable<?> x = make(a);
        Callable<?> y = make(b);
        assertNotSame(x.getClass(), y.getClass());
        assertEquals(x.getClass().getName(), y.getClass().getName());
        assertEquals(101, x.call());
        assertEquals(102, x.call());
        assertEquals(101, y.call());
        assertFalse(x instanceof Counter);
        assertSame(a, x.getClass().getClassLoader());
        assertTrue(a.asked.contains("loading.LoadersTest$Helper"));
        assertTrue(a.asked.contains("java.lang.Object") || a.asked.contains("java.util.concurrent.Callable"));
    }

    @Test
    void castsBetweenLoadersFail() throws Exception {
        Object x = make(new Isolating());
        ClassCastException e = assertThrows(ClassCastException.class, () -> ((Counter) x).call());
        assertTrue(e.getMessage().startsWith("class loading.LoadersTest$Counter cannot be cast to class loading.LoadersTest$Counter"
            + " (loading.LoadersTest$Counter is in unnamed module of loader 'isolating' @"), e.getMessage());
    }

    @Test
    void definingTwiceFails() {
        class Twice extends ClassLoader {
            Class<?> define(byte[] b) {
                return defineClass(null, b, 0, b.length);
            }
        }

        Twice t = new Twice();
        byte[] b = bytes("loading.LoadersTest$Helper");
        Class<?> c = t.define(b);
        assertEquals("loading.LoadersTest$Helper", c.getName());
        LinkageError e = assertThrows(LinkageError.class, () -> t.define(b));
        assertTrue(e.getMessage().contains("attempted duplicate class definition for loading.LoadersTest$Helper"), e.getMessage());
    }

    private static final class Raw extends ClassLoader {
        Class<?> define(String name, byte[] b) {
            return defineClass(name, b, 0, b.length);
        }
    }

    @Test
    void badBytesAreRefused() {
        Raw raw = new Raw();
        byte[] good = bytes("loading.LoadersTest$Helper");
        assertThrows(ClassFormatError.class, () -> raw.define(null, new byte[] {1, 2, 3, 4}));
        assertThrows(ClassFormatError.class, () -> raw.define(null, java.util.Arrays.copyOf(good, good.length - 5)));
        byte[] future = good.clone();
        future[7] = 99;
        assertThrows(UnsupportedClassVersionError.class, () -> raw.define(null, future));
        assertThrows(NoClassDefFoundError.class, () -> raw.define("another.Name", good));
        assertThrows(SecurityException.class, () -> raw.define("java.lang.Evil", good));
    }

    @Test
    void delegation() throws Exception {
        List<String> found = new ArrayList<>();
        ClassLoader l = new ClassLoader(LoadersTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                found.add(name);
                return super.findClass(name);
            }
        };
        assertSame(LoadersTest.class, l.loadClass("loading.LoadersTest"));
        assertThrows(ClassNotFoundException.class, () -> l.loadClass("not.There"));
        assertEquals(List.of("not.There"), found);
        assertSame(String.class, l.loadClass("java.lang.String"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("[Lnot.There;", false, l));
    }

    @Test
    void theBuiltInLoaders() {
        ClassLoader app = ClassLoader.getSystemClassLoader();
        assertSame(app, LoadersTest.class.getClassLoader());
        assertEquals("app", app.getName());
        assertEquals("platform", app.getParent().getName());
        assertNull(app.getParent().getParent());
        assertNull(String.class.getClassLoader());
        assertSame(app, Thread.currentThread().getContextClassLoader());
        assertSame(ClassLoader.getPlatformClassLoader(), app.getParent());
        assertNull(int.class.getClassLoader());
        assertSame(app, LoadersTest[].class.getClassLoader());
    }

    @Test
    void resources() throws Exception {
        assertNotNull(LoadersTest.class.getResource("LoadersTest.class"));
        assertNull(LoadersTest.class.getResource("none.txt"));
        try (InputStream in = Object.class.getResourceAsStream("Object.class")) {
            assertEquals(0xCA, in.read());
        }
        assertEquals("jrt", ClassLoader.getSystemResource("java/lang/String.class").getProtocol());
        try (InputStream in = LoadersTest.class.getResourceAsStream("/texts/sample.txt")) {
            assertEquals("sample resource\n", new String(in.readAllBytes(), "UTF-8"));
        }
    }

    static class Template implements java.util.function.Supplier<String> {
        static int created;
        private String text = "hidden";

        @Override
        public String get() {
            return text + ++created;
        }
    }

    @Test
    void hiddenClasses() throws Throwable {
        byte[] b = bytes("loading.LoadersTest$Template");
        MethodHandles.Lookup in = MethodHandles.lookup();
        Class<?> h1 = in.defineHiddenClass(b, true).lookupClass();
        Class<?> h2 = in.defineHiddenClass(b, true).lookupClass();
        assertNotSame(h1, h2);
        assertTrue(h1.isHidden());
        assertTrue(h1.getName().startsWith("loading.LoadersTest$Template/0x"), h1.getName());
        assertNull(h1.getCanonicalName());
        var c = h1.getDeclaredConstructor();
        c.setAccessible(true);
        assertEquals("hidden1", ((java.util.function.Supplier<?>) c.newInstance()).get());
        assertThrows(ClassNotFoundException.class, () -> Class.forName(h1.getName()));
        assertSame(LoadersTest.class.getClassLoader(), h1.getClassLoader());
    }

    @Test
    void hiddenNestmates() throws Throwable {
        byte[] b = bytes("loading.LoadersTest$Template");
        MethodHandles.Lookup nest = MethodHandles.lookup().defineHiddenClass(b, true, MethodHandles.Lookup.ClassOption.NESTMATE);
        assertSame(LoadersTest.class, nest.lookupClass().getNestHost());
        Object o = nest.findConstructor(nest.lookupClass(), java.lang.invoke.MethodType.methodType(void.class)).invoke();
        assertEquals("hidden", (String) nest.findGetter(nest.lookupClass(), "text", String.class).invoke(o));
    }

    @Test
    void lookupDefineClass() {
        byte[] b = bytes("loading.LoadersTest$Template");
        assertThrows(LinkageError.class, () -> MethodHandles.lookup().defineClass(b));
    }

    @Test
    void contextClassLoader() throws InterruptedException {
        ClassLoader mine = new Raw();
        ClassLoader[] seen = new ClassLoader[2];
        Thread t = new Thread(() -> {
            seen[0] = Thread.currentThread().getContextClassLoader();
            Thread inner = new Thread(() -> seen[1] = Thread.currentThread().getContextClassLoader());
            inner.start();
            try {
                inner.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        t.setContextClassLoader(mine);
        t.start();
        t.join();
        assertSame(mine, seen[0]);
        assertSame(mine, seen[1]);
    }

    interface Missing {
        int value();
    }

    static class NeedsMissing {
        static int ask(Object o) {
            return ((Missing) o).value();
        }
    }

    interface PackagePrivate {}

    static class NeedsPackagePrivate {
        PackagePrivate field;

        NeedsPackagePrivate(PackagePrivate parameter) {}

        PackagePrivate method(PackagePrivate[] parameter) {
            return null;
        }
    }

    /** Takes one class of this test from its parent, so that it is in another run-time package. */
    static class Splitting extends Isolating {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.endsWith("$PackagePrivate") ? getParent().loadClass(name) : super.loadClass(name, resolve);
        }
    }

    @Test
    void reflectionShowsTypesThatTheClassMayNotAccess() throws Exception {
        Class<?> c = new Splitting().loadClass("loading.LoadersTest$NeedsPackagePrivate");
        assertSame(PackagePrivate.class, c.getDeclaredConstructors()[0].getParameterTypes()[0]);
        assertSame(PackagePrivate.class, c.getDeclaredField("field").getType());
        var m = c.getDeclaredMethod("method", PackagePrivate[].class);
        assertSame(PackagePrivate.class, m.getReturnType());
    }

    /** Cannot find one class. */
    static class Without extends Isolating {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.endsWith("$Missing")) {
                throw new ClassNotFoundException(name + " left out");
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void aMissingClassIsAnErrorAtItsUse() throws Exception {
        Class<?> c = new Without().loadClass("loading.LoadersTest$NeedsMissing");
        var m = c.getDeclaredMethod("ask", Object.class);
        m.setAccessible(true);
        for (int i = 0; i < 2; i++) {
            var e = assertThrows(java.lang.reflect.InvocationTargetException.class, () -> m.invoke(null, "x"));
            assertTrue(e.getCause() instanceof NoClassDefFoundError);
            assertEquals("loading/LoadersTest$Missing", e.getCause().getMessage());
        }
    }

    @Test
    void packagesAndAssertionStatus() {
        assertEquals("loading", LoadersTest.class.getPackage().getName());
        assertTrue(LoadersTest.class.desiredAssertionStatus());
        assertFalse(String.class.desiredAssertionStatus());
    }
}
