/**
 * The class that is replaced while all threads call it. Variants differ only in
 * what their bodies compute; every pair of calls may come from different variants, but no single
 * call may mix two.
 */
public final class Payload {
    private int uses;

    /** Which variant answers. */
    public static int version() {
        return 0;
    }

    /** Version, a product that fits it, how often its private part agreed, and the version again. */
    public long[] stamp(int x) {
        long first = factor();
        int agreed = 0;
        for (int i = 0; i < 20; i++) {
            if (factor() == first) {
                agreed++;
            }
        }
        long product = x * factor();
        return new long[] {0, product, agreed, factor() - 3};
    }

    private long factor() {
        return 3;
    }

    /** Splits a total in two parts; each variant in its own way. */
    public static long[] split(long total, int seed) {
        long part = total * (seed & 7) / 8;
        return new long[] {part, total - part};
    }

    /** Counts under its own lock. */
    public synchronized int use() {
        uses += 1;
        return uses;
    }
}
