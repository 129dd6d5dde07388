package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** ladd … lxor, lcmp, shifts and conversions of long. */
class LongArithmeticTest {
    private static long opaque(long x) {
        return x;
    }

    @Test
    void wrapsAround() {
        assertEquals(Long.MIN_VALUE, opaque(Long.MAX_VALUE) + 1);
        assertEquals(Long.MAX_VALUE, opaque(Long.MIN_VALUE) - 1);
        assertEquals(-2L, opaque(Long.MAX_VALUE) * 2);
        assertEquals(Long.MIN_VALUE, -opaque(Long.MIN_VALUE));
        assertEquals(4_294_967_296L, opaque(65536L) * 65536L);
    }

    @Test
    void division() {
        assertEquals(-3L, opaque(-7L) / 2L);
        assertEquals(-1L, opaque(-7L) % 2L);
        assertEquals(Long.MIN_VALUE, opaque(Long.MIN_VALUE) / opaque(-1L));
        assertEquals(0L, opaque(Long.MIN_VALUE) % opaque(-1L));
        assertEquals(1_317_624_764_921L, opaque(9_223_372_036_854_775_807L) / opaque(6_999_999L) - 4);
    }

    @Test
    void divisionByZero() {
        try {
            fail("" + opaque(3) / opaque(0));
        } catch (ArithmeticException e) {
            assertEquals("/ by zero", e.getMessage());
        }
        try {
            fail("" + opaque(3) % opaque(0));
        } catch (ArithmeticException e) {
            assertEquals("/ by zero", e.getMessage());
        }
    }

    @Test
    void shifts() {
        assertEquals(2L, opaque(1L) << 65);
        assertEquals(1L << 40, opaque(1L) << 40);
        assertEquals(-1L, opaque(-1L) >> 63);
        assertEquals(1L, opaque(-1L) >>> 63);
        assertEquals(-1L, opaque(-1L) >>> 64);
        assertEquals(Long.MIN_VALUE, opaque(1L) << -1);
        int distance = (int) opaque(36);
        assertEquals(0x0FFF_FFFFL, opaque(-1L) >>> distance);
    }

    @Test
    void bits() {
        long a = opaque(0x00FF_00FF_1234_5678L);
        long b = opaque(0xF0F0_F0F0_0000_FFFFL);
        assertEquals(0x00F0_00F0_0000_5678L, a & b);
        assertEquals(0xF0FF_F0FF_1234_FFFFL, a | b);
        assertEquals(0xF00F_F00F_1234_A987L, a ^ b);
        assertEquals(0xFF00_FF00_EDCB_A987L, ~a);
    }

    @Test
    void comparisons() {
        long big = opaque(0x1_0000_0000L);
        long small = opaque(1L);
        assertTrue(big > small);
        assertTrue(small < big);
        assertTrue(big >= big);
        assertTrue(big != 0);
        assertTrue(opaque(Long.MIN_VALUE) < opaque(Long.MAX_VALUE));
        assertTrue(!(opaque(-1L) > 0));
        assertTrue(opaque(-1L) == -1);
    }

    @Test
    void conversions() {
        assertEquals(-1L, (long) (int) opaque(0xFFFF_FFFFL));
        assertEquals(0x5678, (short) opaque(0x1234_5678L));
        assertEquals(-128, (byte) opaque(0x180L));
        assertEquals('A', (char) opaque(0x1_0041L));
        assertEquals(9.223372036854775807E18, (double) opaque(Long.MAX_VALUE));
        assertEquals(9.223372E18f, (float) opaque(Long.MAX_VALUE));
        assertEquals(1.6777216E7f, (float) opaque(16777217L));
        assertEquals(9007199254740992.0, (double) opaque(9007199254740993L));
        int negative = (int) opaque(-5);
        assertEquals(-5L, negative);
    }

    @Test
    void mixedWithLocalsOfOtherWidths() {
        int a = 1;
        long b = 2;
        double c = 3;
        float d = 4;
        long e = 5;
        Object f = "6";
        long g = a + b + (long) c + (long) d + e;
        assertEquals(15L, g);
        assertEquals("6", f);
        b = g = e += 1;
        assertEquals(6L, b);
        assertEquals(6L, g);
    }

    private long field = 7;
    private static long shared = 8;

    @Test
    void fieldsAndArrays() {
        field += 3;
        assertEquals(10L, field++);
        assertEquals(11L, field);
        shared = 8;
        shared <<= 33;
        assertEquals(68719476736L, shared--);
        assertEquals(68719476735L, shared);
        long[] a = {1, -2};
        a[1] *= a[0] = Long.MAX_VALUE;
        assertEquals(Long.MAX_VALUE, a[0]);
        assertEquals(2L, a[1]);
        int i = 0;
        a[i++] += 5;
        assertEquals(1, i);
        assertEquals(Long.MIN_VALUE + 4, a[0]);
    }

    private static long mix(int a, long b, Object c, double d, long e, boolean f, byte g) {
        return a + 10 * b + 100 * ((Number) c).longValue() + 1000 * (long) d + 10000 * e + (f ? 100000 : 0) + 1000000 * g;
    }

    @Test
    void argumentsOfMixedWidths() {
        assertEquals(7154321L, mix(1, 2, 3, 4.9, 5, true, (byte) 7));
    }
}
