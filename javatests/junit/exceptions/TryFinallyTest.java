package exceptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** try, catch, finally, try-with-resources. */
class TryFinallyTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void nestedFinally() {
        try {
            try {
                try {
                    log.add("body");
                    throw new IllegalStateException("1");
                } finally {
                    log.add("f1");
                }
            } catch (IllegalArgumentException e) {
                log.add("wrong");
            } finally {
                log.add("f2");
            }
        } catch (RuntimeException e) {
            log.add("caught " + e.getMessage());
        } finally {
            log.add("f3");
        }
        assertEquals(List.of("body", "f1", "f2", "caught 1", "f3"), log);
    }

    @SuppressWarnings("finally")
    private int returnInFinally() {
        try {
            throw new RuntimeException();
        } finally {
            return 3;
        }
    }

    private int valueFixedBeforeFinally() {
        int x = 1;
        try {
            return x;
        } finally {
            x = 2;
            log.add("x=" + x);
        }
    }

    @Test
    void returnsAndFinally() {
        assertEquals(3, returnInFinally());
        assertEquals(1, valueFixedBeforeFinally());
        assertEquals(List.of("x=2"), log);
    }

    @Test
    void finallyReplacesTheException() {
        RuntimeException e = assertThrows(RuntimeException.class, () -> {
            try {
                throw new RuntimeException("first");
            } finally {
                if (log.isEmpty()) {
                    throw new RuntimeException("second");
                }
            }
        });
        assertEquals("second", e.getMessage());
        assertEquals(0, e.getSuppressed().length);
    }

    @Test
    void breakAndContinueRunFinally() {
        for (int i = 0; i < 4; i++) {
            try {
                if (i == 1) {
                    continue;
                }
                if (i == 3) {
                    break;
                }
                log.add("b" + i);
            } finally {
                log.add("f" + i);
            }
        }
        assertEquals("[b0, f0, f1, b2, f2, f3]", log.toString());
    }

    private final class Resource implements AutoCloseable {
        final String name;
        final boolean fails;

        Resource(String name, boolean fails) {
            this.name = name;
            this.fails = fails;
            log.add("open " + name);
        }

        @Override
        public void close() {
            log.add("close " + name);
            if (fails) {
                throw new IllegalStateException("close " + name);
            }
        }
    }

    @Test
    void resourcesCloseInReverse() {
        try (Resource a = new Resource("a", false); Resource b = new Resource("b", false); Resource none = null) {
            log.add(a.name + b.name + none);
        }
        assertEquals("[open a, open b, abnull, close b, close a]", log.toString());
    }

    @Test
    void failuresOfCloseAreSuppressed() {
        Exception e = assertThrows(Exception.class, () -> {
            try (Resource a = new Resource("a", true); Resource b = new Resource("b", true)) {
                throw new Exception("body " + a.name + b.name);
            }
        });
        assertEquals("body ab", e.getMessage());
        assertEquals(2, e.getSuppressed().length);
        assertEquals("close b", e.getSuppressed()[0].getMessage());
        assertEquals("close a", e.getSuppressed()[1].getMessage());
    }

    @Test
    void closeAloneFails() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> {
            try (Resource a = new Resource("a", true)) {
                log.add("fine " + a.name);
            } finally {
                log.add("finally");
            }
        });
        assertEquals("close a", e.getMessage());
        assertEquals("[open a, fine a, close a, finally]", log.toString());
    }

    @Test
    void multiCatch() {
        for (int i = 0; i < 3; i++) {
            try {
                switch (i) {
                    case 0 -> throw new IllegalArgumentException("0");
                    case 1 -> throw new IndexOutOfBoundsException("1");
                    default -> throw new ArithmeticException("2");
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                log.add("multi " + e.getMessage());
            } catch (RuntimeException e) {
                log.add("other " + e.getMessage());
            }
        }
        assertEquals("[multi 0, multi 1, other 2]", log.toString());
    }

    @Test
    void preciseRethrow() {
        class Checked extends Exception {
        }

        Checked thrown = new Checked();
        Checked e = assertThrows(Checked.class, () -> {
            try {
                if (log.isEmpty()) {
                    throw thrown;
                }
            } catch (Exception x) {
                log.add("again");
                throw x;
            }
        });
        assertSame(thrown, e);
    }

    private int deep(int n) {
        if (n == 0) {
            throw new UnsupportedOperationException("deep");
        }
        try {
            return deep(n - 1) + 1;
        } finally {
            log.add("u" + n);
        }
    }

    @Test
    void unwindingRunsEveryFinally() {
        assertThrows(UnsupportedOperationException.class, () -> deep(4));
        assertEquals("[u1, u2, u3, u4]", log.toString());
    }

    @Test
    void synchronizedBlocksAreLeft() {
        Object lock = new Object();
        assertThrows(IllegalStateException.class, () -> {
            synchronized (lock) {
                synchronized (lock) {
                    assertTrue(Thread.holdsLock(lock));
                    throw new IllegalStateException();
                }
            }
        });
        assertEquals(false, Thread.holdsLock(lock));
    }

    private synchronized void throwing() {
        throw new IllegalStateException();
    }

    @Test
    void synchronizedMethodsAreLeft() {
        assertThrows(IllegalStateException.class, this::throwing);
        assertEquals(false, Thread.holdsLock(this));
    }

    @SafeVarargs
    private static <T extends Throwable> void sneaky(Throwable t, T... none) throws T {
        @SuppressWarnings("unchecked")
        T x = (T) t;
        throw x;
    }

    @Test
    void checkedExceptionsAreNotCheckedAtRunTime() {
        Exception original = new java.io.IOException("io");
        Exception e = assertThrows(java.io.IOException.class, () -> TryFinallyTest.<RuntimeException>sneaky(original));
        assertSame(original, e);
    }

    @Test
    void manyThrowsInALoop() {
        int caught = 0;
        for (int i = 0; i < 2000; i++) {
            try {
                if (i % 2 == 0) {
                    throw new IllegalStateException();
                }
                Integer.parseInt("x" + i);
            } catch (NumberFormatException e) {
                caught += 2;
            } catch (IllegalStateException e) {
                caught++;
            }
        }
        assertEquals(3000, caught);
    }
}
