package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** float and double arithmetic, comparison with NaN, signed zeros, conversions. */
class FloatingPointTest {
    private static double d(double x) {
        return x;
    }

    private static float f(float x) {
        return x;
    }

    @Test
    void doubleArithmeticRounds() {
        assertEquals(0x1.3333333333334p-2, d(0.1) + d(0.2));
        assertEquals(0.30000000000000004, d(0.1) + d(0.2));
        assertEquals(1.0, d(0.1) * 10);
        assertEquals(0.3333333333333333, d(1) / d(3));
        assertEquals(Double.MIN_VALUE, d(Double.MIN_VALUE) * 1);
        assertEquals(0.0, d(Double.MIN_VALUE) / 2);
        assertEquals(Double.POSITIVE_INFINITY, d(Double.MAX_VALUE) * 2);
    }

    @Test
    void floatArithmeticRoundsToFloat() {
        assertEquals(0.3f, f(0.1f) + f(0.2f), 1e-7f);
        assertEquals(16777216f, f(16777216f) + 1f);
        assertEquals(Float.POSITIVE_INFINITY, f(Float.MAX_VALUE) + f(Float.MAX_VALUE));
        assertEquals(0.33333334f, f(1) / f(3));
        float product = f(1.1f) * f(1.1f);
        assertEquals(1.21f, product, 1e-6f);
        assertEquals(0x3f9ae148, Float.floatToRawIntBits(product));
    }

    @Test
    void signedZeros() {
        assertTrue(d(0.0) == d(-0.0));
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(d(-0.0)));
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(-d(0.0)));
        assertEquals(0L, Double.doubleToRawLongBits(d(0.0) + d(-0.0)));
        assertEquals(Double.NEGATIVE_INFINITY, 1 / d(-0.0));
        assertEquals(Double.POSITIVE_INFINITY, 1 / d(0.0));
        assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits(-f(0f)));
        assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits(f(0f) * -1f));
        assertEquals(0L, Double.doubleToRawLongBits(0.0 - d(0.0)));
    }

    @Test
    void nanComparesFalse() {
        double nan = d(Double.NaN);
        assertFalse(nan == nan);
        assertTrue(nan != nan);
        assertFalse(nan < 1);
        assertFalse(nan > 1);
        assertFalse(nan <= 1);
        assertFalse(nan >= 1);
        float fnan = f(Float.NaN);
        assertFalse(fnan == fnan);
        assertFalse(fnan < 1);
        assertFalse(fnan > 1);
        assertFalse(fnan <= 1);
        assertFalse(fnan >= 1);
        int taken = 0;
        if (!(nan < 1)) {
            taken++;
        }
        if (!(nan > 1)) {
            taken++;
        }
        assertEquals(2, taken);
    }

    @Test
    void indefiniteForms() {
        assertTrue(Double.isNaN(d(0) / d(0)));
        assertTrue(Double.isNaN(d(Double.POSITIVE_INFINITY) - d(Double.POSITIVE_INFINITY)));
        assertTrue(Double.isNaN(d(0) * d(Double.NEGATIVE_INFINITY)));
        assertTrue(Float.isNaN(f(0) / f(0)));
        assertTrue(Double.isNaN(d(1) % d(0)));
        assertTrue(Double.isNaN(d(Double.POSITIVE_INFINITY) % d(2)));
        assertEquals(3.0, d(3) % d(Double.POSITIVE_INFINITY));
    }

    @Test
    void remainder() {
        assertEquals(1.0, d(5.5) % d(2.25));
        assertEquals(-1.0, d(-5.5) % d(2.25));
        assertEquals(1.0, d(5.5) % d(-2.25));
        assertEquals(-1.0f, f(-5.5f) % f(2.25f));
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(d(-4) % d(2)));
        assertEquals(0.09999999999999995, d(1.0) % d(0.1));
    }

    @Test
    void toIntegersSaturates() {
        assertEquals(Integer.MAX_VALUE, (int) d(1e20));
        assertEquals(Integer.MIN_VALUE, (int) d(-1e20));
        assertEquals(0, (int) d(Double.NaN));
        assertEquals(Long.MAX_VALUE, (long) d(1e20));
        assertEquals(Long.MIN_VALUE, (long) d(Double.NEGATIVE_INFINITY));
        assertEquals(0L, (long) d(Double.NaN));
        assertEquals(Integer.MAX_VALUE, (int) f(Float.POSITIVE_INFINITY));
        assertEquals(Long.MIN_VALUE, (long) f(-1e30f));
        assertEquals(0, (int) f(Float.NaN));
        assertEquals(-3, (int) d(-3.99));
        assertEquals(2147483647, (int) f(2.14748365E9f));
        assertEquals(-1, (byte) d(1e20));
        assertEquals(-1, (short) d(1e20));
        assertEquals(65535, (char) d(1e20));
        assertEquals(0, (byte) d(-1e20));
    }

    @Test
    void betweenFloatAndDouble() {
        assertEquals(0.10000000149011612, (double) f(0.1f));
        assertEquals(0.1f, (float) d(0.1));
        assertEquals(Float.POSITIVE_INFINITY, (float) d(1e300));
        assertEquals(0f, (float) d(1e-300));
        assertTrue(Float.isNaN((float) d(Double.NaN)));
        assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits((float) d(-1e-300)));
    }

    @Test
    void fromIntegers() {
        assertEquals(16777216f, (float) 16777217);
        assertEquals(2.14748365E9f, (float) Integer.MAX_VALUE);
        assertEquals(2147483647.0, (double) Integer.MAX_VALUE);
        int i = 123456789;
        i += 0.7;
        assertEquals(123456789, i);
        i += 1.5f;
        assertEquals(123456792, i);
    }

    @Test
    void specialBitPatterns() {
        assertEquals(0x7ff8000000000000L, Double.doubleToLongBits(d(0.0) / d(0.0)));
        assertEquals(0x7fc00000, Float.floatToIntBits(f(0) / f(0)));
        assertEquals(0x7ff0000000000001L >>> 52, Double.doubleToRawLongBits(Double.longBitsToDouble(0x7ff0000000000001L)) >>> 52);
        assertEquals(1.5f, Float.intBitsToFloat(0x3fc00000));
        assertEquals(-2.0, Double.longBitsToDouble(0xc000000000000000L));
    }

    @Test
    void constantsOfEveryEncoding() {
        double sum = 0.0 + 1.0 + 2.0 + d(0.5);
        float fsum = f(0f) + 1f + 2f + 3f;
        assertEquals(3.5, sum);
        assertEquals(6f, fsum);
        double[] ds = {0.0, 1.0, -0.0, 3.25};
        float[] fs = {0f, 1f, 2f, -0f, 3.25f};
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(ds[2]));
        assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits(fs[3]));
        assertEquals(6.5, ds[3] + fs[4]);
    }

    @Test
    void incrementsAndCompounds() {
        double x = d(1.5);
        x++;
        x *= 2;
        x -= 0.25;
        x /= 0.5;
        assertEquals(9.5, x);
        float y = f(1.5f);
        ++y;
        y %= 2;
        assertEquals(0.5f, y);
        assertEquals(0.5f, y--);
        assertEquals(-0.5f, y);
    }
}
