package numbers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Math, StrictMath, the wrappers' bit operations, Random, checksums and digests. */
class MathTest {
    @Test
    void rounding() {
        assertEquals(3, Math.round(2.5));
        assertEquals(-2, Math.round(-2.5));
        assertEquals(0, Math.round(0.49999999999999994));
        assertEquals(0, Math.round(Float.NaN));
        assertEquals(Long.MAX_VALUE, Math.round(1e300));
        assertEquals(2.0, Math.rint(2.5));
        assertEquals(-3.0, Math.floor(-2.1));
        assertEquals(-2.0, Math.ceil(-2.9));
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(Math.ceil(-0.5)));
    }

    @Test
    void exactOperations() {
        assertEquals(5, Math.addExact(2, 3));
        assertEquals("integer overflow", assertThrows(ArithmeticException.class, () -> Math.addExact(Integer.MAX_VALUE, 1)).getMessage());
        assertEquals("long overflow", assertThrows(ArithmeticException.class, () -> Math.multiplyExact(Long.MAX_VALUE, 2L)).getMessage());
        assertThrows(ArithmeticException.class, () -> Math.negateExact(Integer.MIN_VALUE));
        assertThrows(ArithmeticException.class, () -> Math.toIntExact(1L << 31));
        assertEquals(-3, Math.floorDiv(-5, 2));
        assertEquals(1, Math.floorMod(-5, 2));
        assertEquals(1, Math.multiplyHigh(1L << 62, 4L));
        assertEquals(Integer.MIN_VALUE, Math.abs(Integer.MIN_VALUE));
    }

    @Test
    void minMaxWithZerosAndNan() {
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(Math.min(0.0, -0.0)));
        assertEquals(0L, Double.doubleToRawLongBits(Math.max(-0.0, 0.0)));
        assertTrue(Double.isNaN(Math.max(1, Double.NaN)));
        assertEquals(-1, Math.signum(-5.5));
        assertEquals(-2.0, Math.copySign(2, -0.0));
    }

    @Test
    void elementaryFunctions() {
        assertEquals(1.4142135623730951, Math.sqrt(2));
        assertEquals(3.0, Math.cbrt(27));
        assertEquals(5.0, Math.hypot(3, 4));
        assertEquals(0.8414709848078965, StrictMath.sin(1));
        assertEquals(0.5403023058681398, StrictMath.cos(1));
        assertEquals(1.5574077246549023, StrictMath.tan(1));
        assertEquals(2.7182818284590455, StrictMath.exp(1));
        assertEquals(0.6931471805599453, StrictMath.log(2));
        assertEquals(3.0, StrictMath.log10(1000));
        assertEquals(0.7853981633974483, StrictMath.atan2(1, 1));
        assertEquals(1024.0, StrictMath.pow(2, 10));
        assertEquals(1.1752011936438014, StrictMath.sinh(1));
        assertEquals(Math.PI / 2, Math.asin(1), 1e-15);
        assertTrue(Double.isNaN(Math.sqrt(-1)) && Double.isNaN(Math.acos(2)));
        assertEquals(1.0, Math.pow(Double.NaN, 0));
    }

    @Test
    void mathAgreesWithStrictMathWithinOneUlp() {
        for (double x = -3; x < 3; x += 0.37) {
            assertEquals(StrictMath.sin(x), Math.sin(x), Math.ulp(StrictMath.sin(x)));
            assertEquals(StrictMath.exp(x), Math.exp(x), Math.ulp(StrictMath.exp(x)));
            assertEquals(StrictMath.atan(x), Math.atan(x), Math.ulp(StrictMath.atan(x)));
        }
    }

    @Test
    void floatingPointNeighbours() {
        assertEquals(2.220446049250313E-16, Math.ulp(1.0));
        assertEquals(1.0000000000000002, Math.nextUp(1.0));
        assertEquals(Float.MIN_VALUE, Math.nextUp(0f));
        assertEquals(10, Math.getExponent(1500.0));
        assertEquals(12.0, Math.scalb(1.5, 3));
        assertEquals(7.000000000000001, Math.fma(2.0, 3.0, 1.000000000000001), 0);
        assertEquals(1.0, Math.IEEEremainder(10, 3));
    }

    @Test
    void bitTwiddling() {
        assertEquals(5, Integer.bitCount(0b1011_0101));
        assertEquals(24, Integer.numberOfLeadingZeros(255));
        assertEquals(32, Integer.numberOfTrailingZeros(0));
        assertEquals(0x78563412, Integer.reverseBytes(0x12345678));
        assertEquals(1, Integer.reverse(Integer.MIN_VALUE));
        assertEquals(0x23456781, Integer.rotateLeft(0x12345678, 4));
        assertEquals(64, Integer.highestOneBit(100));
        assertEquals(64, Long.bitCount(-1L));
        assertEquals(63, Long.numberOfLeadingZeros(1));
        assertEquals(0x0807060504030201L, Long.reverseBytes(0x0102030405060708L));
        assertEquals(2147483647, Integer.divideUnsigned(-1, 2));
        assertTrue(Integer.compareUnsigned(-1, 1) > 0);
        assertEquals(5, Long.remainderUnsigned(-1L, 10));
        assertEquals((short) 0x3412, Short.reverseBytes((short) 0x1234));
        assertEquals(200, Byte.toUnsignedInt((byte) -56));
    }

    @Test
    void randomIsSpecified() {
        Random r = new Random(42);
        assertEquals(-1170105035, r.nextInt());
        assertEquals(234785527, r.nextInt());
        assertEquals(85, new Random(1).nextInt(100));
        assertEquals(-5025562857975149833L, new Random(42).nextLong());
        assertTrue(new Random(7).nextBoolean());
        assertEquals(1.1419053154730547, new Random(42).nextGaussian());
        assertEquals(0.7275636800328681, new Random(42).nextDouble());
        byte[] b = new byte[4];
        new Random(0).nextBytes(b);
        assertArrayEquals(new byte[] {96, -76, 32, -69}, b);
        assertEquals(3, new Random(3).ints(3, 0, 10).filter(x -> x >= 0 && x < 10).count());
        assertEquals(new SplittableRandom(5).nextLong(), new SplittableRandom(5).nextLong());
    }

    @Test
    void checksumsAndDigests() throws Exception {
        byte[] data = "123456789".getBytes("US-ASCII");
        CRC32 crc = new CRC32();
        crc.update(data);
        assertEquals(0xCBF43926L, crc.getValue());
        Adler32 a = new Adler32();
        a.update(data, 0, data.length);
        assertEquals(0x091E01DEL, a.getValue());
        var c = new java.util.zip.CRC32C();
        c.update(data);
        assertEquals(0xE3069283L, c.getValue());
        assertEquals("900150983cd24fb0d6963f7d28e17f72", hex(java.security.MessageDigest.getInstance("MD5").digest("abc".getBytes())));
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            hex(java.security.MessageDigest.getInstance("SHA-256").digest("abc".getBytes())));
        assertEquals("aGVsbG8gd29ybGQ=", java.util.Base64.getEncoder().encodeToString("hello world".getBytes()));
        assertEquals("hi", new String(java.util.Base64.getDecoder().decode("aGk=")));
        assertEquals("5d41402a-bc4b-3a76-b971-9d911017c592", UUID.nameUUIDFromBytes("hello".getBytes()).toString());
    }

    private static String hex(byte[] b) {
        return java.util.HexFormat.of().formatHex(b);
    }
}
