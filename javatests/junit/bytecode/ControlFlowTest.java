package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Branches, loops, tableswitch and lookupswitch. */
class ControlFlowTest {
    private static String compare(int a, int b) {
        String r = "";
        if (a == b) {
            r += "=";
        }
        if (a != b) {
            r += "!";
        }
        if (a < b) {
            r += "<";
        }
        if (a <= b) {
            r += "[";
        }
        if (a > b) {
            r += ">";
        }
        if (a >= b) {
            r += "]";
        }
        return r;
    }

    @Test
    void intComparisons() {
        assertEquals("=[]", compare(3, 3));
        assertEquals("!<[", compare(-1, 3));
        assertEquals("!>]", compare(3, -1));
        assertEquals("!<[", compare(Integer.MIN_VALUE, Integer.MAX_VALUE));
        assertEquals("!>]", compare(Integer.MAX_VALUE, Integer.MIN_VALUE));
    }

    private static String sign(int a) {
        String r = "";
        if (a == 0) {
            r += "=";
        }
        if (a != 0) {
            r += "!";
        }
        if (a < 0) {
            r += "<";
        }
        if (a <= 0) {
            r += "[";
        }
        if (a > 0) {
            r += ">";
        }
        if (a >= 0) {
            r += "]";
        }
        return r;
    }

    @Test
    void comparisonsWithZero() {
        assertEquals("=[]", sign(0));
        assertEquals("!<[", sign(Integer.MIN_VALUE));
        assertEquals("!>]", sign(1));
    }

    @Test
    void referenceComparisons() {
        String a = new String("x");
        String b = new String("x");
        Object n = null;
        assertTrue(a != b);
        assertFalse(a == b);
        assertTrue(a == a);
        assertTrue(n == null);
        assertFalse(n != null);
        assertTrue(a != null);
    }

    private static int dense(int x) {
        switch (x) {
            case -2:
                return 10;
            case -1:
                return 11;
            case 0:
                return 12;
            case 1:
            case 3:
                return 13;
            case 4:
                x = 100;
            case 5:
                return x + 1;
            default:
                return -1;
        }
    }

    @Test
    void tableSwitch() {
        int[] expected = {-1, 10, 11, 12, 13, -1, 13, 101, 6, -1};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], dense(i - 3));
        }
        assertEquals(-1, dense(Integer.MIN_VALUE));
        assertEquals(-1, dense(Integer.MAX_VALUE));
    }

    private static String sparse(int x) {
        switch (x) {
            case Integer.MIN_VALUE:
                return "min";
            case -1000:
                return "a";
            case 7:
                return "b";
            case 1 << 20:
                return "c";
            case Integer.MAX_VALUE:
                return "max";
            default:
                return "?";
        }
    }

    @Test
    void lookupSwitch() {
        assertEquals("min", sparse(Integer.MIN_VALUE));
        assertEquals("a", sparse(-1000));
        assertEquals("b", sparse(7));
        assertEquals("c", sparse(1048576));
        assertEquals("max", sparse(Integer.MAX_VALUE));
        assertEquals("?", sparse(0));
        assertEquals("?", sparse(8));
    }

    @Test
    void switchAtTheEdgesOfInt() {
        int hits = 0;
        for (int x : new int[] {Integer.MAX_VALUE - 2, Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            switch (x) {
                case Integer.MAX_VALUE - 1:
                    hits += 1;
                    break;
                case Integer.MAX_VALUE:
                    hits += 10;
                    break;
                default:
                    hits += 100;
            }
        }
        assertEquals(211, hits);
    }

    @Test
    void switchWithOnlyDefault() {
        int x = 5;
        switch (x) {
            default:
                x = 6;
        }
        assertEquals(6, x);
    }

    @Test
    void labelledBreakAndContinue() {
        StringBuilder b = new StringBuilder();
        outer:
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                if (j == 3) {
                    continue outer;
                }
                if (i == 3) {
                    break outer;
                }
                if (i == j) {
                    continue;
                }
                b.append(i).append(j).append(' ');
            }
        }
        assertEquals("01 02 10 12 20 21 ", b.toString());
    }

    @Test
    void doWhileRunsOnce() {
        int n = 0;
        do {
            n++;
        } while (n < 0);
        assertEquals(1, n);
        while (n < 10) {
            n += 4;
        }
        assertEquals(13, n);
    }

    @Test
    void conditionalExpressionsPromote() {
        boolean yes = compare(1, 1).length() == 3;
        Object o = yes ? 1 : 2.0;
        assertEquals(1.0, o);
        int i = yes ? 'a' : 5;
        assertEquals(97, i);
        Object p = yes ? (Object) 1 : "x";
        assertEquals(1, p);
        assertEquals("b", !yes ? "a" : yes ? "b" : "c");
    }

    @Test
    void switchExpressionsYield() {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            b.append(switch (i) {
                case 0, 1 -> "low";
                case 2 -> {
                    String s = "m";
                    yield s + i;
                }
                default -> i % 2 == 0 ? "even" : "odd";
            }).append(';');
        }
        assertEquals("low;low;m2;odd;even;", b.toString());
    }

    private static int ack(int m, int n) {
        return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1));
    }

    @Test
    void recursion() {
        assertEquals(9, ack(2, 3));
        assertTrue(even(101) == false);
    }

    private static boolean even(int n) {
        return n == 0 || odd(n - 1);
    }

    private static boolean odd(int n) {
        return n != 0 && even(n - 1);
    }
}
