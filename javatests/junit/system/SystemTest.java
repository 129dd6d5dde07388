package system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System, Runtime, Object, assertions, processes. */
@Timeout(60)
class SystemTest {
    @Test
    void properties() {
        assertEquals("17", System.getProperty("java.specification.version"));
        assertEquals("61.0", System.getProperty("java.class.version"));
        assertEquals("/", System.getProperty("file.separator"));
        assertEquals("\n", System.lineSeparator());
        assertNotNull(System.getProperty("java.home"));
        assertNotNull(System.getProperty("user.dir"));
        assertNotNull(System.getProperty("java.class.path"));
        assertNull(System.setProperty("javatests.x", "1"));
        assertEquals("1", System.setProperty("javatests.x", "2"));
        assertEquals(2, Integer.getInteger("javatests.x"));
        assertEquals("2", System.clearProperty("javatests.x"));
        assertEquals("def", System.getProperty("javatests.x", "def"));
        assertThrows(IllegalArgumentException.class, () -> System.getProperty(""));
        assertEquals(17, Runtime.version().feature());
    }

    @Test
    void environment() {
        assertNotNull(System.getenv("PATH"));
        assertNull(System.getenv("NO_SUCH_VARIABLE_HERE"));
        assertEquals(System.getenv("PATH"), System.getenv().get("PATH"));
        assertThrows(UnsupportedOperationException.class, () -> System.getenv().put("x", "y"));
    }

    @Test
    void clocks() throws InterruptedException {
        long n = System.nanoTime();
        long m = System.currentTimeMillis();
        Thread.sleep(5);
        assertTrue(System.nanoTime() - n >= 4_900_000);
        assertTrue(System.currentTimeMillis() - m >= 4);
        long last = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            long now = System.nanoTime();
            assertTrue(now >= last);
            last = now;
        }
        assertEquals(5000, TimeUnit.SECONDS.toMillis(5));
    }

    @Test
    void arraycopyOverlaps() {
        int[] a = {1, 2, 3, 4, 5};
        System.arraycopy(a, 0, a, 1, 4);
        assertArrayEquals(new int[] {1, 1, 2, 3, 4}, a);
        System.arraycopy(a, 2, a, 0, 3);
        assertArrayEquals(new int[] {2, 3, 4, 3, 4}, a);
        System.arraycopy(a, 5, a, 0, 0);
        String[] s = {"a", "b", "c"};
        System.arraycopy(s, 0, s, 1, 2);
        assertArrayEquals(new String[] {"a", "a", "b"}, s);
    }

    @Test
    void arraycopyOfEveryType() {
        byte[] b = new byte[3];
        System.arraycopy(new byte[] {1, 2, 3}, 1, b, 0, 2);
        assertArrayEquals(new byte[] {2, 3, 0}, b);
        boolean[] z = new boolean[2];
        System.arraycopy(new boolean[] {true, true}, 0, z, 1, 1);
        assertArrayEquals(new boolean[] {false, true}, z);
        char[] c = new char[1];
        System.arraycopy("xyz".toCharArray(), 2, c, 0, 1);
        assertEquals('z', c[0]);
        long[] l = new long[40];
        long[] from = new long[40];
        for (int i = 0; i < 40; i++) {
            from[i] = -i;
        }
        System.arraycopy(from, 3, l, 2, 37);
        assertEquals(-39, l[38]);
        double[] d = new double[2];
        System.arraycopy(new double[] {Double.NaN, -0.0}, 0, d, 0, 2);
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(d[1]));
        short[] s = new short[2];
        System.arraycopy(new short[] {1, 2}, 0, s, 1, 1);
        assertEquals(1, s[1]);
        float[] f = new float[1];
        System.arraycopy(new float[] {1.5f}, 0, f, 0, 1);
        assertEquals(1.5f, f[0]);
    }

    @Test
    void arraycopyChecksEachElement() {
        Object[] from = {"a", "b", 3, "d"};
        String[] to = new String[4];
        assertThrows(ArrayStoreException.class, () -> System.arraycopy(from, 0, to, 0, 4));
        assertArrayEquals(new String[] {"a", "b", null, null}, to);
        Object[] wider = new Object[2];
        System.arraycopy(new Integer[] {1, 2}, 0, wider, 0, 2);
        assertArrayEquals(new Object[] {1, 2}, wider);
        assertThrows(NullPointerException.class, () -> System.arraycopy(null, 0, to, 0, 0));
        assertThrows(ArrayStoreException.class, () -> System.arraycopy(new int[1], 0, new Object[1], 0, 1));
        assertThrows(ArrayIndexOutOfBoundsException.class, () -> System.arraycopy(from, 1, to, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    private static final class Copied implements Cloneable {
        int[] shared = {1};
        long own = 5;

        @Override
        public Copied clone() {
            try {
                return (Copied) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void cloning() {
        Copied a = new Copied();
        Copied b = a.clone();
        assertNotSame(a, b);
        assertSame(a.shared, b.shared);
        b.own++;
        assertEquals(5, a.own);
    }

    @Test
    void objectMethods() {
        Object o = new Object();
        assertEquals("java.lang.Object@" + Integer.toHexString(o.hashCode()), o.toString());
        assertEquals(System.identityHashCode(o), o.hashCode());
        assertFalse(o.equals(new Object()));
        assertEquals(1112, Objects.hash(1, "x"));
        assertTrue(Objects.equals(null, null) && Objects.deepEquals(new int[] {1}, new int[] {1}));
        assertThrows(IndexOutOfBoundsException.class, () -> Objects.checkIndex(3, 3));
        assertEquals("d", Objects.requireNonNullElse(null, "d"));
    }

    @Test
    void assertionsAreOn() {
        int[] evaluated = new int[1];
        AssertionError e = assertThrows(AssertionError.class, () -> {
            assert evaluated[0]++ > 5 : "message " + evaluated[0];
        });
        assertEquals("message 1", e.getMessage());
        assertEquals(1, evaluated[0]);
        assertNull(assertThrows(AssertionError.class, () -> {
            assert evaluated[0] == 0;
        }).getMessage());
    }

    @Test
    void redirectedOutput() {
        PrintStream before = System.out;
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        System.setOut(new PrintStream(b, true));
        try {
            System.out.print("captured");
            System.out.printf(Locale.ROOT, " %.1f", 2.5);
        } finally {
            System.setOut(before);
        }
        assertEquals("captured 2.5", b.toString());
        assertSame(before, System.out);
    }

    @Test
    void processes() throws Exception {
        Process p = new ProcessBuilder("cat").start();
        p.getOutputStream().write("through cat".getBytes());
        p.getOutputStream().close();
        assertEquals("through cat", new String(p.getInputStream().readAllBytes()));
        assertEquals(0, p.waitFor());
        ProcessBuilder sh = new ProcessBuilder("sh", "-c", "echo $V >&2; exit 3");
        sh.environment().put("V", "value");
        Process q = sh.redirectErrorStream(true).start();
        assertEquals("value\n", new String(q.getInputStream().readAllBytes()));
        assertEquals(3, q.waitFor());
        assertEquals(3, q.exitValue());
        assertThrows(java.io.IOException.class, () -> new ProcessBuilder("/no/such/program").start());
        assertTrue(ProcessHandle.current().pid() > 0);
        assertTrue(ProcessHandle.current().isAlive());
    }

    @Test
    void logging() {
        Logger l = Logger.getLogger("javatests." + getClass().getName());
        StringBuilder seen = new StringBuilder();
        l.setUseParentHandlers(false);
        l.addHandler(new Handler() {
            @Override
            public void publish(LogRecord r) {
                seen.append(r.getLevel()).append(' ').append(r.getMessage()).append(' ').append(r.getSourceMethodName()).append(';');
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        });
        l.setLevel(Level.INFO);
        l.info("shown");
        l.fine("hidden");
        l.log(Level.WARNING, () -> "lazy");
        assertEquals("INFO shown logging;WARNING lazy logging;", seen.toString());
    }

    @Test
    void managementBeans() {
        assertTrue(ManagementFactory.getRuntimeMXBean().getUptime() >= 0);
        assertTrue(ManagementFactory.getThreadMXBean().getThreadCount() >= 1);
        assertTrue(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() > 0);
    }

    @Test
    void localesAndCurrencies() {
        assertEquals("cs_CZ", new Locale("cs", "CZ").toString());
        assertEquals("de-AT", Locale.forLanguageTag("de-AT").toLanguageTag());
        assertEquals("German", Locale.GERMAN.getDisplayLanguage(Locale.ENGLISH));
        assertEquals(2, java.util.Currency.getInstance("EUR").getDefaultFractionDigits());
        assertTrue("a".compareTo("B") > 0 && java.text.Collator.getInstance(Locale.ENGLISH).compare("a", "B") < 0);
    }
}
