import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Factorials, digits of pi and e, Fibonacci numbers, a Mersenne prime. */
public class Main {
    static String pi(int digits) {
        StringBuilder out = new StringBuilder();
        BigInteger q = BigInteger.ONE;
        BigInteger r = BigInteger.ZERO;
        BigInteger t = BigInteger.ONE;
        BigInteger k = BigInteger.ONE;
        BigInteger n = BigInteger.valueOf(3);
        BigInteger l = BigInteger.valueOf(3);
        BigInteger four = BigInteger.valueOf(4);
        while (out.length() < digits) {
            if (four.multiply(q).add(r).subtract(t).compareTo(n.multiply(t)) < 0) {
                out.append(n);
                BigInteger nr = BigInteger.TEN.multiply(r.subtract(n.multiply(t)));
                n = BigInteger.TEN.multiply(q.multiply(BigInteger.valueOf(3)).add(r)).divide(t).subtract(BigInteger.TEN.multiply(n));
                q = q.multiply(BigInteger.TEN);
                r = nr;
            } else {
                BigInteger nr = q.shiftLeft(1).add(r).multiply(l);
                BigInteger nn = q.multiply(BigInteger.valueOf(7)).multiply(k).add(BigInteger.TWO).add(r.multiply(l)).divide(t.multiply(l));
                q = q.multiply(k);
                t = t.multiply(l);
                l = l.add(BigInteger.TWO);
                k = k.add(BigInteger.ONE);
                n = nn;
                r = nr;
            }
        }
        return out.toString();
    }

    public static void main(String[] args) {
        BigInteger f = BigInteger.ONE;
        for (int i = 2; i <= 200; i++) {
            f = f.multiply(BigInteger.valueOf(i));
        }
        System.out.println(f);
        System.out.println(pi(120));
        BigInteger a = BigInteger.ZERO;
        BigInteger b = BigInteger.ONE;
        for (int i = 0; i < 1000; i++) {
            BigInteger t = a.add(b);
            a = b;
            b = t;
        }
        System.out.println(a);
        System.out.println(BigInteger.ONE.shiftLeft(521).subtract(BigInteger.ONE).isProbablePrime(5));
        MathContext mc = new MathContext(60);
        BigDecimal e = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 60; i++) {
            term = term.divide(BigDecimal.valueOf(i), mc);
            e = e.add(term, mc);
        }
        System.out.println(e.round(new MathContext(50)));
        System.out.println(new BigInteger("65537").modPow(new BigInteger("123456789"), BigInteger.TEN.pow(30).add(BigInteger.ONE)));
    }
}
