package strings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** String concatenation (invokedynamic), interning, constants. */
class ConcatenationTest {
    private static <T> T hide(T t) {
        return t;
    }

    @Test
    void everyType() {
        boolean z = hide(true);
        byte b = hide((byte) -1);
        char c = hide('c');
        short s = hide((short) -2);
        int i = hide(3);
        long l = hide(4L);
        float f = hide(5.5f);
        double d = hide(6.25);
        Object o = hide('o');
        String t = hide("t");
        assertEquals("true-1c-234" + "5.56.25ot", "" + z + b + c + s + i + l + f + d + o + t);
    }

    @Test
    void nulls() {
        String s = null;
        Object o = null;
        char[] c = {'x'};
        assertEquals("nullnull", s + o);
        assertEquals("null!", s + "!");
        s += s;
        assertEquals("nullnull", s);
        assertEquals("x", "" + c[0]);
    }

    @Test
    void extremes() {
        assertEquals("-2147483648|2147483647|-9223372036854775808|9223372036854775807",
            hide(Integer.MIN_VALUE) + "|" + hide(Integer.MAX_VALUE) + "|" + hide(Long.MIN_VALUE) + "|" + hide(Long.MAX_VALUE));
        double nan = hide(Double.NaN);
        float inf = hide(Float.NEGATIVE_INFINITY);
        assertEquals("NaN -Infinity -0.0 1.0E10 1.0E-5 100.0", nan + " " + inf + " " + hide(-0.0) + " " + hide(1e10) + " " + hide(1e-5) + " " + hide(100f));
    }

    @Test
    void mixedEncodings() {
        String latin = hide("\u00e9");
        String wide = hide("\u20ac");
        char w = hide('\u0151');
        int i = hide(7);
        assertEquals(4, (latin + wide + w + i).length());
        assertEquals("\u00e9\u20ac\u01517", latin + wide + w + i);
        assertEquals("\u00e9\u00e9", latin + latin);
        assertEquals(0xe9, (latin + i).charAt(0));
    }

    @Test
    void toStringIsCalledOnceInOrder() {
        StringBuilder log = new StringBuilder();
        class Loud {
            final String n;

            Loud(String n) {
                this.n = n;
            }

            @Override
            public String toString() {
                log.append(n);
                return n.equals("null") ? null : n;
            }
        }

        assertEquals("a-b-null", new Loud("a") + "-" + new Loud("b") + "-" + new Loud("null"));
        assertEquals("abnull", log.toString());
    }

    @Test
    void manyOperands() {
        int a = hide(1);
        String s = "" + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a
            + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a;
        assertEquals(28 + 6 * 30, s.length());
        assertEquals("1".repeat(208), s);
    }

    @Test
    void constantsAreInterned() {
        final String part = "con";
        assertSame("constant", part + "stant");
        assertSame("x1true", "x" + 1 + true);
        String runtime = hide("con") + "stant";
        assertNotSame("constant", runtime);
        assertSame("constant", runtime.intern());
        assertSame("interned-" + 5, new String("interned-5").intern());
    }

    @Test
    void compoundAssignment() {
        String[] s = {"a"};
        int i = 0;
        s[i++] += i + "b";
        assertEquals("a1b", s[0]);
        Object o = "x";
        o = o + "y" + 1L;
        assertEquals("xy1", o);
        char c = 'a';
        String t = "" + (char) (c + 1) + c + 1;
        assertEquals("ba1", t);
    }

    @Test
    void specialCharactersInTheRecipe() {
        String a = hide("A");
        assertEquals("\u0001A\u0002A\u0001", "\u0001" + a + "\u0002" + a + "\u0001");
    }

    @Test
    void inALoop() {
        String s = "";
        for (int i = 0; i < 50; i++) {
            s += i % 10;
        }
        assertEquals("0123456789".repeat(5), s);
    }
}
