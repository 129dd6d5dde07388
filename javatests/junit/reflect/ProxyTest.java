package reflect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** java.lang.reflect.Proxy. */
class ProxyTest {
    interface Service {
        int add(int a, int b);

        String name(Object... parts);

        default String twice(String s) {
            return s + s;
        }

        void checked() throws java.io.IOException;

        long wide(long a, double b, boolean c);
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> c, InvocationHandler h) {
        return (T) Proxy.newProxyInstance(ProxyTest.class.getClassLoader(), new Class<?>[] {c}, h);
    }

    @Test
    void calls() {
        List<String> log = new ArrayList<>();
        Service s = proxy(Service.class, (p, m, a) -> {
            log.add(m.getName() + Arrays.deepToString(a));
            return switch (m.getName()) {
                case "add" -> (int) a[0] + (int) a[1];
                case "wide" -> (long) a[0] + (long) (double) a[1];
                case "name" -> "n";
                default -> null;
            };
        });
        assertEquals(5, s.add(2, 3));
        assertEquals(12L, s.wide(10, 2.5, true));
        assertEquals("n", s.name("x", 1));
        assertEquals("[add[2, 3], wide[10, 2.5, true], name[[x, 1]]]", log.toString());
    }

    @Test
    void objectMethodsArriveToo() {
        Service s = proxy(Service.class, (p, m, a) -> switch (m.getName()) {
            case "hashCode" -> 42;
            case "equals" -> p == a[0];
            case "toString" -> "proxy!";
            default -> throw new AssertionError();
        });
        assertEquals(42, s.hashCode());
        assertTrue(s.equals(s));
        assertFalse(s.equals("x"));
        assertEquals("proxy!", "" + s);
    }

    @Test
    void wrongResults() {
        Service none = proxy(Service.class, (p, m, a) -> null);
        assertThrows(NullPointerException.class, () -> none.add(1, 2));
        Service bad = proxy(Service.class, (p, m, a) -> "text");
        assertThrows(ClassCastException.class, () -> bad.add(1, 2));
    }

    @Test
    void exceptions() {
        Service s = proxy(Service.class, (p, m, a) -> {
            throw m.getName().equals("checked") ? new java.io.IOException("declared") : new Exception("undeclared");
        });
        assertThrows(java.io.IOException.class, s::checked);
        UndeclaredThrowableException e = assertThrows(UndeclaredThrowableException.class, () -> s.add(1, 1));
        assertEquals("undeclared", e.getCause().getMessage());
    }

    @Test
    void defaultMethods() {
        Service s = proxy(Service.class, (p, m, a) -> m.isDefault() ? InvocationHandler.invokeDefault(p, m, a) : null);
        assertEquals("abab", s.twice("ab"));
    }

    @Test
    void classes() {
        InvocationHandler h = (p, m, a) -> null;
        Object a = proxy(Runnable.class, h);
        Object b = proxy(Runnable.class, h);
        assertSame(a.getClass(), b.getClass());
        assertTrue(Proxy.isProxyClass(a.getClass()));
        assertSame(h, Proxy.getInvocationHandler(a));
        Object both = Proxy.newProxyInstance(ProxyTest.class.getClassLoader(), new Class<?>[] {Runnable.class, Map.class}, h);
        assertTrue(both instanceof Runnable && both instanceof Map);
        assertThrows(IllegalArgumentException.class, () -> proxy(String.class, h));
        assertThrows(IllegalArgumentException.class, () -> Proxy.getInvocationHandler("x"));
    }
}
