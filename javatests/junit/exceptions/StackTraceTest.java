package exceptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a stack trace contains, and how throwables print. Line numbers are relative to a marker. */
class StackTraceTest {
    private static int here() {
        return new Throwable().getStackTrace()[1].getLineNumber();
    }

    private static RuntimeException make() {
        return new RuntimeException("made");
    }

    @Test
    void framesFromTheInside() {
        int line = here();
        RuntimeException e = make();
        StackTraceElement[] t = e.getStackTrace();
        assertEquals("make", t[0].getMethodName());
        assertEquals("exceptions.StackTraceTest", t[0].getClassName());
        assertEquals("StackTraceTest.java", t[0].getFileName());
        assertEquals("framesFromTheInside", t[1].getMethodName());
        assertEquals(line + 1, t[1].getLineNumber());
        assertTrue(t.length > 3);
        assertEquals("app", t[0].getClassLoaderName());
        assertNull(t[0].getModuleName());
    }

    static class InConstructor {
        final Throwable t = new Throwable();

        static final Throwable STATIC = new Throwable();
    }

    @Test
    void initializersHaveTheirNames() {
        assertEquals("<init>", new InConstructor().t.getStackTrace()[0].getMethodName());
        assertEquals("<clinit>", InConstructor.STATIC.getStackTrace()[0].getMethodName());
        assertEquals("exceptions.StackTraceTest$InConstructor", InConstructor.STATIC.getStackTrace()[0].getClassName());
    }

    static class MyException extends RuntimeException {
        MyException() {
            super(text());
        }

        static String text() {
            return "mine";
        }
    }

    @Test
    void constructorsOfTheThrowableAreLeftOut() {
        MyException e = new MyException();
        assertEquals("constructorsOfTheThrowableAreLeftOut", e.getStackTrace()[0].getMethodName());
    }

    @Test
    void libraryFramesNameTheirModule() {
        NumberFormatException e = assertThrows(NumberFormatException.class, () -> Integer.parseInt("zz"));
        boolean seen = false;
        for (StackTraceElement s : e.getStackTrace()) {
            if (s.getMethodName().equals("parseInt")) {
                assertEquals("java.base", s.getModuleName());
                assertEquals("java.lang.Integer", s.getClassName());
                assertTrue(s.toString().startsWith("java.base/java.lang.Integer.parseInt(Integer.java:"), s.toString());
                seen = true;
            }
        }
        assertTrue(seen);
        assertEquals("For input string: \"zz\"", e.getMessage());
    }

    @Test
    void linesOfAStatementOverSeveralLines() {
        int line = here();
        ArithmeticException e = assertThrows(ArithmeticException.class, () -> {
            int zero = 0;
            int x = 5
                + 4
                / zero;
            assertEquals(1, x);
        });
        assertEquals(line + 3, e.getStackTrace()[0].getLineNumber());
    }

    @Test
    void lambdasAppearUnderTheirMethod() {
        Supplier<Throwable> s = () -> new Throwable();
        StackTraceElement top = s.get().getStackTrace()[0];
        assertTrue(top.getMethodName().startsWith("lambda$lambdasAppearUnderTheirMethod$"), top.toString());
        assertEquals("lambdasAppearUnderTheirMethod", s.get().getStackTrace()[1].getMethodName());
    }

    private static String print(Throwable t) {
        StringWriter w = new StringWriter();
        t.printStackTrace(new PrintWriter(w, true));
        return w.toString();
    }

    @Test
    void printingCausesAndSuppressed() {
        Throwable cause = new IllegalStateException("cause");
        cause.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 3), new StackTraceElement("a.M", "main", "M.java", 9)});
        Throwable t = new RuntimeException("top", cause);
        t.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.D", "e", null, -1), new StackTraceElement("a.M", "main", "M.java", 9)});
        Throwable s = new Error();
        s.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.F", "native", "F.java", -2)});
        t.addSuppressed(s);
        String expected = String.join(System.lineSeparator(),
            "java.lang.RuntimeException: top",
            "\tat a.D.e(Unknown Source)",
            "\tat a.M.main(M.java:9)",
            "\tSuppressed: java.lang.Error",
            "\t\tat a.F.native(Native Method)",
            "Caused by: java.lang.IllegalStateException: cause",
            "\tat a.B.c(B.java:3)",
            "\t... 1 more",
            "");
        assertEquals(expected, print(t));
    }

    @Test
    void causes() {
        Exception root = new Exception("root");
        RuntimeException r = new RuntimeException(root);
        assertEquals("java.lang.Exception: root", r.getMessage());
        assertSame(root, r.getCause());
        Exception late = new Exception("late");
        late.initCause(root);
        assertSame(root, late.getCause());
        assertThrows(IllegalStateException.class, () -> late.initCause(r));
        assertThrows(IllegalArgumentException.class, () -> new Exception("x").addSuppressed(null == root ? r : selfOf()));
    }

    private static Throwable selfOf() {
        throw new IllegalArgumentException("evaluated first");
    }

    @Test
    void circularCausesPrint() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        assertTrue(print(a).contains("[CIRCULAR REFERENCE: java.lang.Exception: a]"));
    }

    @Test
    void traceIsACopy() {
        Exception e = new Exception();
        StackTraceElement[] t = e.getStackTrace();
        t[0] = null;
        assertNotNull(e.getStackTrace()[0]);
    }

    static class Quiet extends Exception {
        Quiet() {
            super("quiet", null, false, false);
        }
    }

    @Test
    void stacklessAndSuppressionless() {
        Quiet q = new Quiet();
        q.addSuppressed(new Exception());
        assertEquals(0, q.getSuppressed().length);
        assertEquals(0, q.getStackTrace().length);
    }

    @Test
    void fillInStackTraceMovesIt() {
        RuntimeException e = make();
        assertEquals("make", e.getStackTrace()[0].getMethodName());
        e.fillInStackTrace();
        assertEquals("fillInStackTraceMovesIt", e.getStackTrace()[0].getMethodName());
    }

    @Test
    void currentThreadsTrace() {
        StackTraceElement[] t = Thread.currentThread().getStackTrace();
        assertEquals("getStackTrace", t[0].getMethodName());
        assertEquals("currentThreadsTrace", t[1].getMethodName());
    }

    @Test
    void stackWalkerSeesFramesAndClasses() {
        StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        Class<?> caller = callerOf(walker);
        assertSame(StackTraceTest.class, caller);
        String first = walker.walk(s -> s.findFirst().orElseThrow().getMethodName());
        assertEquals("stackWalkerSeesFramesAndClasses", first);
        long count = walker.walk(s -> s.filter(f -> f.getDeclaringClass() == StackTraceTest.class).count());
        assertEquals(1, count);
    }

    private static Class<?> callerOf(StackWalker w) {
        return w.getCallerClass();
    }

    private static void recurse(int n) {
        if (n == 0) {
            throw new IllegalStateException();
        }
        recurse(n - 1);
    }

    @Test
    void depthIsLimitedTo1024() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> recurse(1500));
        assertEquals(1024, e.getStackTrace().length);
        assertEquals("recurse", e.getStackTrace()[1023].getMethodName());
    }

    @Test
    void toStringAndLocalizedMessage() {
        Exception e = new Exception("plain") {
            @Override
            public String getLocalizedMessage() {
                return "local";
            }
        };
        assertEquals("exceptions.StackTraceTest$1: local", e.toString());
        assertEquals("java.lang.Exception", new Exception().toString());
        assertEquals("java.lang.Exception: ", new Exception("").toString());
    }
}
