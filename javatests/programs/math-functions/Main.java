import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** java.lang.Math: special values bit by bit, others to twelve digits, since implementations may differ in the last bit. */
public class Main {
    static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, 2, 3, -3, 1e300, -1e300, 1e-310, 710, -746, Double.NaN,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE};

    static void show(String name, DoubleUnaryOperator f) {
        StringBuilder line = new StringBuilder(name);
        for (double x : new double[] {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            line.append(' ').append(f.applyAsDouble(x));
        }
        System.out.println(line);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 20; i++) {
            double x = random.nextDouble() * (1 << random.nextInt(8));
            System.out.printf("%.12e ", f.applyAsDouble(x));
        }
        System.out.println();
    }

    public static void main(String[] args) {
        show("sin", Math::sin);
        show("cos", Math::cos);
        show("tan", Math::tan);
        show("exp", Math::exp);
        show("log", Math::log);
        show("log10", Math::log10);
        show("atan2", x -> Math.atan2(x, 3));
        show("cbrt", Math::cbrt);
        for (int i = -20; i <= 20; i++) {
            System.out.print(Math.log10(Double.parseDouble("1e" + i)) + " " + Math.pow(2, i) + " ");
        }
        System.out.println();
        for (double x : SPECIAL) {
            StringBuilder line = new StringBuilder();
            for (double y : SPECIAL) {
                line.append(Double.toHexString(Math.pow(x, y))).append(' ');
            }
            line.append(Math.sqrt(x)).append(' ').append(StrictMath.sqrt(x)).append(' ').append(Math.abs(x));
            line.append(' ').append(Double.doubleToRawLongBits(x)).append(' ').append(Double.doubleToLongBits(x));
            line.append(' ').append(Double.longBitsToDouble((long) x)).append(' ').append(Float.floatToRawIntBits((float) x));
            line.append(' ').append(Float.intBitsToFloat((int) x)).append(' ').append(Float.floatToIntBits((float) x));
            System.out.println(line);
        }
        // Fdlibm is what StrictMath is specified to be.
        long bits = 0;
        for (int i = 1; i < 2000; i++) {
            bits = bits * 31 + Double.doubleToRawLongBits(StrictMath.sin(i) + StrictMath.pow(i, 0.3) + StrictMath.log10(i));
        }
        System.out.println(bits);
        double sum = 0;
        for (int i = 0; i < 1000; i++) {
            sum += Math.sqrt(i) * Math.sqrt(i + 0.5);
        }
        System.out.println(sum);
    }
}
