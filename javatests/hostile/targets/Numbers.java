package targets;

/** Arithmetic, conversions, comparisons, shifts, constants of all kinds. */
public class Numbers {
    static final long BIG = 0x123456789abcdefL;
    static final double TINY = 1e-300;
    static int counter;
    static volatile long shared;
    static float ratio = 2.5f;

    public static int ints() {
        int sum = 0;
        for (int i = -40; i < 40; i++) {
            Fuel.burn();
            sum += i * 3 - (i << 2) + (i >> 1) ^ (i >>> 3) | (i & 7);
            if (i != 0) {
                sum += 1000 / i + 1000 % i;
            }
            sum = -sum + ~i;
            counter++;
        }
        return sum;
    }

    public static long longs() {
        long product = BIG;
        int shift = 0;
        while (shift < 64) {
            Fuel.burn();
            product = product * 31 + (product >>> shift) - (product << 1) ^ (BIG >> shift) | 5L & product;
            if (product != 0 && product % 3 == 1 || product / 7 > 100) {
                product = -product;
            }
            shift += 3;
        }
        shared += product;
        return product;
    }

    public static double reals() {
        double d = TINY;
        float f = ratio;
        for (int i = 0; i < 50; i++) {
            Fuel.burn();
            d = d * 10.5 + i / 3.0 - d % 7;
            f = f / 1.25f + (float) d;
            if (d > 1e20 || f < -3f || d != d) {
                d = -d / 1e10;
            }
            if (f >= 100f) {
                f %= 13f;
            }
        }
        ratio = f;
        return d + f;
    }

    public static int casts() {
        long l = BIG;
        int i = (int) l;
        byte b = (byte) i;
        char c = (char) (i >> 3);
        short s = (short) (c + b);
        float f = l;
        double d = f + i;
        return (int) d + (int) f + (byte) (l >> 8) + c + s + (int) (long) d + Long.compare((long) f, l) + Double.compare(d, f);
    }

    public static String text() {
        StringBuilder s = new StringBuilder();
        s.append(ints()).append(' ').append(longs()).append(1.5f).append(true).append('c').append((Object) null);
        return s.insert(1, "middle").reverse().toString().toUpperCase().substring(2).trim() + s.length() + counter;
    }

    public static int bits() {
        return Integer.bitCount(counter) + Long.numberOfTrailingZeros(BIG) + Math.max(3, Math.min(7, Math.abs(counter)))
            + Integer.reverse(77) + Float.floatToIntBits(ratio) + (int) Double.doubleToLongBits(TINY);
    }
}
