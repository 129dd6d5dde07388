package classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When classes are initialized, in which order, and what happens when that fails. */
class InitializationTest {
    static final List<String> LOG = new ArrayList<>();

    static int log(String s, int v) {
        LOG.add(s);
        return v;
    }

    static class P1 {
        static int x = log("P1", 1);
    }

    static class C1 extends P1 {
        static int y = log("C1", 2);
    }

    @Test
    void superclassFirst() {
        LOG.clear();
        assertEquals(2, C1.y);
        assertEquals(List.of("P1", "C1"), LOG);
    }

    static class P2 {
        static int x = log("P2", 1);
    }

    static class C2 extends P2 {
        static {
            log("C2", 0);
        }
    }

    @Test
    void inheritedStaticInitializesOnlyItsClass() {
        LOG.clear();
        assertEquals(1, C2.x);
        assertEquals(List.of("P2"), LOG);
    }

    static class Constants {
        static final int NUMBER = 5;
        static final String TEXT = "text";
        static final Integer BOXED = log("Constants", 6);
    }

    @Test
    void constantsDoNotInitialize() {
        LOG.clear();
        assertEquals("5text", Constants.NUMBER + Constants.TEXT);
        assertEquals(2, new Constants[2].length);
        assertSame(Constants.class, Constants.class);
        assertEquals(List.of(), LOG);
        assertEquals(6, Constants.BOXED);
        assertEquals(List.of("Constants"), LOG);
    }

    interface WithDefault {
        int A = log("WithDefault", 1);

        default void m() {
        }
    }

    interface WithoutDefault {
        int B = log("WithoutDefault", 1);
    }

    static class Impl implements WithDefault, WithoutDefault {
        static {
            log("Impl", 0);
        }
    }

    @Test
    void onlyInterfacesWithDefaultsAreInitialized() {
        LOG.clear();
        new Impl().m();
        assertEquals(List.of("WithDefault", "Impl"), LOG);
        assertEquals(1, Impl.B);
        assertEquals(List.of("WithDefault", "Impl", "WithoutDefault"), LOG);
    }

    static class Fails {
        static int tries;
        static int x = fail();

        static int fail() {
            throw new IllegalStateException("no luck");
        }
    }

    @Test
    void failureIsRemembered() {
        ExceptionInInitializerError e = assertThrows(ExceptionInInitializerError.class, () -> Fails.x++);
        assertEquals("no luck", e.getCause().getMessage());
        assertEquals(null, e.getMessage());
        NoClassDefFoundError n = assertThrows(NoClassDefFoundError.class, Fails::new);
        assertEquals("Could not initialize class classes.InitializationTest$Fails", n.getMessage());
        assertEquals("java.lang.ExceptionInInitializerError: Exception java.lang.IllegalStateException: no luck [in thread \""
            + Thread.currentThread().getName() + "\"]", n.getCause().toString());
        assertThrows(NoClassDefFoundError.class, () -> Fails.tries++);
    }

    static class FailsWithError {
        static {
            if (LOG != null) {
                throw new AssertionError("error");
            }
        }
    }

    @Test
    void errorsAreNotWrapped() {
        assertEquals("error", assertThrows(AssertionError.class, FailsWithError::new).getMessage());
        assertThrows(NoClassDefFoundError.class, FailsWithError::new);
    }

    static class BadParent {
        static int x = 1 / Integer.parseInt("0");
    }

    static class GoodChild extends BadParent {
        static int y = 1;
    }

    @Test
    void failureOfTheParentFailsTheChild() {
        ExceptionInInitializerError e = assertThrows(ExceptionInInitializerError.class, () -> GoodChild.y++);
        assertTrue(e.getCause() instanceof ArithmeticException);
        assertThrows(NoClassDefFoundError.class, () -> GoodChild.y++);
        assertThrows(NoClassDefFoundError.class, () -> BadParent.x++);
    }

    static class Recursive {
        static int a = Other.b + 1;

        static class Other {
            static int b = Recursive.a + 10;
        }
    }

    @Test
    void recursionSeesDefaults() {
        assertEquals(11, Recursive.a);
        assertEquals(10, Recursive.Other.b);
    }

    static class Forward {
        static int early = late();
        static int value = 7;
        static final int CONSTANT = 9;

        static int late() {
            return value * 100 + CONSTANT;
        }
    }

    @Test
    void textualOrder() {
        assertEquals(9, Forward.early);
        assertEquals(7, Forward.value);
    }

    static class ByReflection {
        static {
            log("ByReflection", 0);
        }
    }

    @Test
    void forNameInitializesUnlessTold() throws Exception {
        LOG.clear();
        String name = "classes.InitializationTest$ByReflection";
        Class.forName(name, false, InitializationTest.class.getClassLoader()).getDeclaredMethods();
        assertFalse(LOG.contains("ByReflection"));
        Class.forName(name);
        assertTrue(LOG.contains("ByReflection"));
    }

    static class Slow {
        static final CountDownLatch STARTED = Gate.STARTED;
        static int value;

        static {
            STARTED.countDown();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            value = 42;
        }
    }

    static class Gate {
        static final CountDownLatch STARTED = new CountDownLatch(1);
    }

    @Test
    void otherThreadsWaitForTheInitializer() throws InterruptedException {
        Thread t = new Thread(() -> Slow.value += 0);
        t.start();
        Gate.STARTED.await();
        assertEquals(42, Slow.value);
        t.join();
    }

    static class Instance {
        final StringBuilder log = new StringBuilder("f");
        int x = add("x");

        {
            log.append("b");
        }

        int y = add("y");

        Instance() {
            this(5);
            log.append("0");
        }

        Instance(int i) {
            log.append(i);
        }

        private int add(String s) {
            log.append(s);
            return log.length();
        }
    }

    @Test
    void instanceInitializersRunOnce() {
        assertEquals("fxby50", new Instance().log.toString());
        assertEquals("fxby7", new Instance(7).log.toString());
        assertEquals(4, new Instance(1).y);
    }

    static class Leaky {
        Leaky() {
            init();
        }

        void init() {
        }
    }

    static class LeakyChild extends Leaky {
        int set = 5;
        int kept;
        final int fixed = 6;

        @Override
        void init() {
            set = 100 + fixed;
            kept = 100;
        }
    }

    @Test
    void fieldInitializersRunAfterTheParentsConstructor() {
        LeakyChild c = new LeakyChild();
        assertEquals(5, c.set);
        assertEquals(100, c.kept);
    }
}
