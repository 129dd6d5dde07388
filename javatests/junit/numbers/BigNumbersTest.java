package numbers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

/** BigInteger and BigDecimal. */
class BigNumbersTest {
    private static BigInteger b(String s) {
        return new BigInteger(s);
    }

    @Test
    void factorial() {
        BigInteger f = BigInteger.ONE;
        for (int i = 2; i <= 30; i++) {
            f = f.multiply(BigInteger.valueOf(i));
        }
        assertEquals("265252859812191058636308480000000", f.toString());
        assertEquals(108, f.bitLength());
        assertEquals(26, f.getLowestSetBit());
    }

    @Test
    void divisionAndRemainder() {
        BigInteger a = b("-123456789012345678901234567890");
        BigInteger d = b("987654321098765");
        assertEquals("-124999998860937", a.divide(d).toString());
        assertEquals("-547854957125085", a.remainder(d).toString());
        assertEquals(a, a.divide(d).multiply(d).add(a.remainder(d)));
        assertTrue(a.mod(d).signum() > 0);
        assertThrows(ArithmeticException.class, () -> a.divide(BigInteger.ZERO));
        assertThrows(ArithmeticException.class, () -> a.mod(d.negate()));
    }

    @Test
    void powersAndModularArithmetic() {
        assertEquals("1267650600228229401496703205376", BigInteger.TWO.pow(100).toString());
        assertEquals(BigInteger.valueOf(445), BigInteger.valueOf(4).modPow(BigInteger.valueOf(13), BigInteger.valueOf(497)));
        assertEquals(BigInteger.valueOf(4), BigInteger.valueOf(3).modInverse(BigInteger.valueOf(11)));
        assertEquals(b("6"), b("54").gcd(b("24")));
        assertEquals(b("1000000"), b("1000000999999").sqrt());
        BigInteger m = BigInteger.TWO.pow(127).subtract(BigInteger.ONE);
        assertTrue(m.isProbablePrime(20));
        assertFalse(m.add(BigInteger.TWO).multiply(b("3")).isProbablePrime(20));
    }

    @Test
    void bitsOfBigIntegers() {
        BigInteger x = b("-5");
        assertEquals(b("-2"), x.shiftRight(2));
        assertEquals(b("-20"), x.shiftLeft(2));
        assertEquals(b("3"), x.and(b("7")));
        assertEquals(b("4"), x.not());
        assertTrue(x.testBit(1000));
        assertEquals(b("1208925819614629174706176"), BigInteger.ZERO.setBit(80));
        assertArrayEquals(new byte[] {(byte) 0xff, 0x7f}, b("-129").toByteArray());
        assertEquals(255, new BigInteger(1, new byte[] {(byte) 0xff}).intValue());
    }

    @Test
    void bigIntegerConversions() {
        assertEquals("-ff", b("-255").toString(16));
        assertEquals(b("35"), new BigInteger("z", 36));
        assertEquals(1L, BigInteger.TWO.pow(64).add(BigInteger.ONE).longValue());
        assertThrows(ArithmeticException.class, () -> BigInteger.TWO.pow(31).intValueExact());
        assertEquals(1.8446744073709552E19, BigInteger.TWO.pow(64).doubleValue());
        assertEquals(Double.POSITIVE_INFINITY, BigInteger.TEN.pow(400).doubleValue());
        assertThrows(NumberFormatException.class, () -> b("12x"));
    }

    @Test
    void largeProducts() {
        BigInteger a = BigInteger.TEN.pow(1500).subtract(BigInteger.ONE);
        BigInteger sq = a.multiply(a);
        assertEquals(BigInteger.TEN.pow(3000).subtract(BigInteger.TEN.pow(1500).shiftLeft(1)).add(BigInteger.ONE), sq);
        assertEquals(a, sq.divide(a));
        assertEquals(a, sq.sqrt());
    }

    @Test
    void bigDecimalScale() {
        BigDecimal x = new BigDecimal("1.10");
        assertEquals(2, x.scale());
        assertNotEquals(x, new BigDecimal("1.1"));
        assertEquals(0, x.compareTo(new BigDecimal("1.1")));
        assertEquals("2.2110", x.multiply(new BigDecimal("2.01")).toString());
        assertEquals("1.1", x.stripTrailingZeros().toString());
        assertEquals("1E+3", new BigDecimal("1000").stripTrailingZeros().toString());
        assertEquals("1000", new BigDecimal("1E+3").toPlainString());
        assertEquals("0.1000000000000000055511151231257827021181583404541015625", new BigDecimal(0.1).toString());
        assertEquals("0.1", BigDecimal.valueOf(0.1).toString());
    }

    @Test
    void bigDecimalDivision() {
        assertThrows(ArithmeticException.class, () -> BigDecimal.ONE.divide(new BigDecimal(3)));
        assertEquals("0.3333", BigDecimal.ONE.divide(new BigDecimal(3), 4, RoundingMode.HALF_UP).toString());
        assertEquals("0.3333333", BigDecimal.ONE.divide(new BigDecimal(3), MathContext.DECIMAL32).toString());
        assertEquals("0.125", BigDecimal.ONE.divide(new BigDecimal(8)).toString());
        assertEquals("2", new BigDecimal("7.5").divideToIntegralValue(new BigDecimal("3.1")).toBigInteger().toString());
        assertEquals("1.3", new BigDecimal("7.5").remainder(new BigDecimal("3.1")).toString());
        assertEquals("1.4142135623730950488", new BigDecimal(2).sqrt(new MathContext(20)).toString());
    }

    @Test
    void rounding() {
        String[] expected = {
            "UP 6 3 2 2 -2 -2 -3 -6", "DOWN 5 2 1 1 -1 -1 -2 -5", "CEILING 6 3 2 2 -1 -1 -2 -5", "FLOOR 5 2 1 1 -2 -2 -3 -6",
            "HALF_UP 6 3 2 1 -1 -2 -3 -6", "HALF_DOWN 5 2 2 1 -1 -2 -2 -5", "HALF_EVEN 6 2 2 1 -1 -2 -2 -6"};
        String[] values = {"5.5", "2.5", "1.6", "1.1", "-1.1", "-1.6", "-2.5", "-5.5"};
        for (int i = 0; i < expected.length; i++) {
            RoundingMode mode = RoundingMode.values()[i];
            StringBuilder s = new StringBuilder(mode.name());
            for (String v : values) {
                s.append(' ').append(new BigDecimal(v).setScale(0, mode));
            }
            assertEquals(expected[i], s.toString());
        }
        assertThrows(ArithmeticException.class, () -> new BigDecimal("1.5").setScale(0, RoundingMode.UNNECESSARY));
    }
}
