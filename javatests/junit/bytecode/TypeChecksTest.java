package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** instanceof, checkcast, and boxing. */
class TypeChecksTest {
    interface Marker {
    }

    interface SubMarker extends Marker {
    }

    static class Base {
    }

    static class Derived extends Base implements SubMarker {
    }

    static final class Leaf extends Derived {
    }

    @Test
    void classes() {
        Object leaf = new Leaf();
        Object base = new Base();
        assertTrue(leaf instanceof Base);
        assertTrue(leaf instanceof Derived);
        assertTrue(leaf instanceof Leaf);
        assertFalse(base instanceof Derived);
        assertFalse(leaf instanceof String);
        assertTrue(base instanceof Object);
    }

    @Test
    void interfaces() {
        Object leaf = new Leaf();
        assertTrue(leaf instanceof Marker);
        assertTrue(leaf instanceof SubMarker);
        assertFalse(leaf instanceof Runnable);
        assertFalse(new Base() instanceof Marker);
    }

    @Test
    void nullIsNoInstance() {
        Object n = null;
        assertFalse(n instanceof Object);
        assertSame(null, (Leaf) n);
        assertSame(null, (int[]) n);
    }

    @Test
    void castsThatFail() {
        Object o = "text";
        ClassCastException e = assertThrows(ClassCastException.class, () -> ((Integer) o).intValue());
        assertEquals("class java.lang.String cannot be cast to class java.lang.Integer (java.lang.String and"
            + " java.lang.Integer are in module java.base of loader 'bootstrap')", e.getMessage());
        Object base = new Base();
        e = assertThrows(ClassCastException.class, () -> ((Derived) base).hashCode());
        assertEquals("class bytecode.TypeChecksTest$Base cannot be cast to class bytecode.TypeChecksTest$Derived"
            + " (bytecode.TypeChecksTest$Base and bytecode.TypeChecksTest$Derived are in unnamed module of loader 'app')",
            e.getMessage());
        e = assertThrows(ClassCastException.class, () -> ((Runnable) base).run());
        assertEquals("class bytecode.TypeChecksTest$Base cannot be cast to class java.lang.Runnable"
            + " (bytecode.TypeChecksTest$Base is in unnamed module of loader 'app';"
            + " java.lang.Runnable is in module java.base of loader 'bootstrap')", e.getMessage());
    }

    @Test
    void arrayCastsThatFail() {
        Object ints = new int[0];
        ClassCastException e = assertThrows(ClassCastException.class, () -> ((long[]) ints).clone());
        assertEquals("class [I cannot be cast to class [J ([I and [J are in module java.base of loader 'bootstrap')",
            e.getMessage());
        Object bases = new Base[0];
        e = assertThrows(ClassCastException.class, () -> ((Derived[]) bases).clone());
        assertEquals("class [Lbytecode.TypeChecksTest$Base; cannot be cast to class [Lbytecode.TypeChecksTest$Derived;"
            + " ([Lbytecode.TypeChecksTest$Base; and [Lbytecode.TypeChecksTest$Derived; are in unnamed module of loader 'app')",
            e.getMessage());
    }

    @Test
    void arrayCovariance() {
        Object leaves = new Leaf[1][2];
        assertTrue(leaves instanceof Base[][]);
        assertTrue(leaves instanceof Marker[][]);
        assertTrue(leaves instanceof Object[]);
        assertTrue(leaves instanceof Object[][]);
        assertFalse(leaves instanceof Object[][][]);
        assertTrue(leaves instanceof java.io.Serializable[]);
        assertFalse(leaves instanceof Leaf[]);
        Object ints = new int[1][1];
        assertTrue(ints instanceof Object[]);
        assertFalse(ints instanceof Object[][]);
        assertTrue(ints instanceof Cloneable[]);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void heapPollutionFailsAtTheUse() {
        List raw = new ArrayList<String>();
        raw.add(5);
        List<String> strings = raw;
        assertEquals(5, raw.get(0));
        assertThrows(ClassCastException.class, () -> strings.get(0).length());
    }

    @Test
    void boxesOfSmallValuesAreShared() {
        Integer a = 127;
        Integer b = 127;
        assertSame(a, b);
        Integer c = 1000;
        Integer d = 1000;
        assertTrue(c != d);
        assertEquals(c, d);
        Long e = -128L;
        Long f = -128L;
        assertSame(e, f);
        assertSame(Boolean.TRUE, true);
        Character g = 'x';
        Character h = 'x';
        assertSame(g, h);
    }

    @Test
    void unboxingNullThrows() {
        Integer none = null;
        assertThrows(NullPointerException.class, () -> {
            int x = none;
            assertEquals(0, x);
        });
    }

    @Test
    void boxedArithmetic() {
        Integer i = 5;
        i++;
        i += 2;
        assertEquals(8, i);
        Character c = 'a';
        c++;
        assertEquals('b', c);
        Long l = 1L << 40;
        l /= 3;
        assertEquals(366503875925L, l);
        Object o = true ? 1 : "x";
        assertEquals(Integer.class, o.getClass());
    }

    @Test
    void patternInstanceof() {
        Object[] all = {"four", 4, 4L, 'c', null, new int[] {1, 2}};
        StringBuilder b = new StringBuilder();
        for (Object o : all) {
            if (o instanceof String s && s.length() == 4) {
                b.append(s.charAt(0));
            } else if (o instanceof Integer i) {
                b.append(i + 1);
            } else if (!(o instanceof Number n)) {
                b.append(o instanceof int[] a ? a.length : "?");
            } else {
                b.append(n.intValue() * 10);
            }
        }
        assertEquals("f540??2", b.toString());
    }
}
