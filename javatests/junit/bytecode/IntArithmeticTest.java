package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** iadd … ixor, iinc, shifts and the overflow rules of int. */
class IntArithmeticTest {
    private static int opaque(int x) {
        return x;
    }

    @Test
    void additionWraps() {
        int max = opaque(Integer.MAX_VALUE);
        assertEquals(-2147483648, max + 1);
        assertEquals(-2, max + max);
        assertEquals(2147483647, opaque(Integer.MIN_VALUE) - 1);
    }

    @Test
    void multiplicationWraps() {
        assertEquals(845_297_374, opaque(1_234_567) * opaque(7_654_322));
        assertEquals(0, opaque(65536) * opaque(65536));
        assertEquals(Integer.MIN_VALUE, opaque(Integer.MIN_VALUE) * opaque(-1));
    }

    @Test
    void divisionTruncatesTowardsZero() {
        assertEquals(-3, opaque(-7) / opaque(2));
        assertEquals(-3, opaque(7) / opaque(-2));
        assertEquals(3, opaque(-7) / opaque(-2));
        assertEquals(Integer.MIN_VALUE, opaque(Integer.MIN_VALUE) / opaque(-1));
    }

    @Test
    void remainderHasTheSignOfTheDividend() {
        assertEquals(-1, opaque(-7) % opaque(2));
        assertEquals(1, opaque(7) % opaque(-2));
        assertEquals(0, opaque(Integer.MIN_VALUE) % opaque(-1));
    }

    @Test
    void divisionByZeroThrows() {
        try {
            int x = opaque(1) / opaque(0);
            fail("got " + x);
        } catch (ArithmeticException e) {
            assertEquals("/ by zero", e.getMessage());
        }
    }

    @Test
    void remainderByZeroThrows() {
        try {
            int x = opaque(1) % opaque(0);
            fail("got " + x);
        } catch (ArithmeticException e) {
            assertEquals("/ by zero", e.getMessage());
        }
    }

    @Test
    void shiftDistancesAreMasked() {
        assertEquals(2, opaque(1) << opaque(33));
        assertEquals(1, opaque(1) << opaque(32));
        assertEquals(Integer.MIN_VALUE, opaque(1) << opaque(-1));
        assertEquals(-1, opaque(-1) >> opaque(31));
        assertEquals(1, opaque(-1) >>> opaque(31));
        assertEquals(-1, opaque(-1) >>> opaque(32));
        assertEquals(-4, opaque(-7) >> opaque(1));
        assertEquals(0x7FFF_FFFC, opaque(-7) >>> opaque(1));
    }

    @Test
    void bitOperations() {
        int a = opaque(0x0FF0_1234);
        int b = opaque(0xF0F0_00FF);
        assertEquals(0x00F0_0034, a & b);
        assertEquals(0xFFF0_12FF, a | b);
        assertEquals(0xFF00_12CB, a ^ b);
        assertEquals(0xF00F_EDCB, ~a);
    }

    @Test
    void negationOfTheSmallestIsItself() {
        assertEquals(Integer.MIN_VALUE, -opaque(Integer.MIN_VALUE));
        assertEquals(5, -opaque(-5));
        assertEquals(0, -opaque(0));
    }

    @Test
    void incrementsInEveryWidth() {
        int i = opaque(10);
        i++;
        i += 127;
        i -= 128;
        assertEquals(10, i);
        i += 30000;
        i -= 32768;
        assertEquals(-2758, i);
        i += 40000;
        assertEquals(37242, i);
        assertEquals(37242, i--);
        assertEquals(37240, --i);
    }

    @Test
    void constantsOfEveryEncoding() {
        int[] all = {-1, 0, 1, 2, 3, 4, 5, 6, -2, 127, -128, 128, -129, 32767, -32768, 32768, -32769, 0x12345678};
        long sum = 0;
        for (int x : all) {
            sum += x;
        }
        assertEquals(305419910L, sum);
        assertEquals(-32769, all[16]);
    }

    @Test
    void evaluationIsLeftToRight() {
        int i = 1;
        int r = i++ + i++ * i++;
        assertEquals(7, r);
        assertEquals(4, i);
        int[] a = new int[3];
        int k = 0;
        a[k++] = a[k] + k++;
        assertEquals(1, a[0]);
        assertEquals(2, k);
    }

    @Test
    void narrowing() {
        assertEquals(-56, (byte) opaque(200));
        assertEquals(4464, (short) opaque(70000));
        assertEquals(65535, (char) opaque(-1));
        assertEquals(-1, (byte) opaque(0xFFFF_FFFF));
        assertEquals(0, (byte) opaque(256));
    }

    @Test
    void compoundAssignmentNarrows() {
        byte b = 120;
        b += 10;
        assertEquals(-126, b);
        short s = 1;
        s <<= 15;
        assertEquals(-32768, s);
        char c = 'a';
        c -= 98;
        assertEquals(65535, c);
        b >>>= 1;
        assertEquals((byte) (-126 >>> 1), b);
        assertEquals(-63, b);
    }

    @Test
    void booleanOperatorsShortCircuit() {
        int[] calls = new int[1];
        boolean r = count(calls, false) && count(calls, true);
        assertEquals(false, r);
        assertEquals(1, calls[0]);
        r = count(calls, true) || count(calls, true);
        assertEquals(true, r);
        assertEquals(2, calls[0]);
        r = count(calls, false) & count(calls, true) | count(calls, true) ^ count(calls, true);
        assertEquals(false, r);
        assertEquals(6, calls[0]);
    }

    private static boolean count(int[] calls, boolean v) {
        calls[0]++;
        return v;
    }
}
