import java.util.Map;
import java.util.TreeMap;

/** Records and sealed interfaces: evaluate, derive and simplify expressions. */
public class Main {
    sealed interface Expr {
    }

    record Num(double v) implements Expr {
        @Override
        public String toString() {
            return v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v);
        }
    }

    record Var(String name) implements Expr {
        @Override
        public String toString() {
            return name;
        }
    }

    record Add(Expr l, Expr r) implements Expr {
        @Override
        public String toString() {
            return "(" + l + " + " + r + ")";
        }
    }

    record Mul(Expr l, Expr r) implements Expr {
        @Override
        public String toString() {
            return l + " * " + r;
        }
    }

    record Pow(Expr base, int n) implements Expr {
        @Override
        public String toString() {
            return base + "^" + n;
        }
    }

    static double eval(Expr e, Map<String, Double> env) {
        if (e instanceof Num n) {
            return n.v();
        } else if (e instanceof Var v) {
            if (!env.containsKey(v.name())) {
                throw new IllegalArgumentException("unbound " + v);
            }
            return env.get(v.name());
        } else if (e instanceof Add a) {
            return eval(a.l(), env) + eval(a.r(), env);
        } else if (e instanceof Mul m) {
            return eval(m.l(), env) * eval(m.r(), env);
        } else if (e instanceof Pow p) {
            double r = 1;
            for (int i = 0; i < p.n(); i++) {
                r *= eval(p.base(), env);
            }
            return r;
        }
        throw new AssertionError(e);
    }

    static Expr derive(Expr e, String x) {
        if (e instanceof Num) {
            return new Num(0);
        } else if (e instanceof Var v) {
            return new Num(v.name().equals(x) ? 1 : 0);
        } else if (e instanceof Add a) {
            return new Add(derive(a.l(), x), derive(a.r(), x));
        } else if (e instanceof Mul m) {
            return new Add(new Mul(derive(m.l(), x), m.r()), new Mul(m.l(), derive(m.r(), x)));
        } else if (e instanceof Pow p) {
            return new Mul(new Mul(new Num(p.n()), new Pow(p.base(), p.n() - 1)), derive(p.base(), x));
        }
        throw new AssertionError(e);
    }

    static Expr simplify(Expr e) {
        if (e instanceof Add a) {
            Expr l = simplify(a.l());
            Expr r = simplify(a.r());
            if (l instanceof Num x && r instanceof Num y) {
                return new Num(x.v() + y.v());
            }
            if (l.equals(new Num(0))) {
                return r;
            }
            return r.equals(new Num(0)) ? l : new Add(l, r);
        }
        if (e instanceof Mul m) {
            Expr l = simplify(m.l());
            Expr r = simplify(m.r());
            if (l instanceof Num x && r instanceof Num y) {
                return new Num(x.v() * y.v());
            }
            if (l.equals(new Num(0)) || r.equals(new Num(0))) {
                return new Num(0);
            }
            if (l.equals(new Num(1))) {
                return r;
            }
            return r.equals(new Num(1)) ? l : new Mul(l, r);
        }
        if (e instanceof Pow p) {
            return p.n() == 0 ? new Num(1) : p.n() == 1 ? simplify(p.base()) : new Pow(simplify(p.base()), p.n());
        }
        return e;
    }

    public static void main(String[] args) {
        Expr x = new Var("x");
        Expr e = new Add(new Mul(new Num(3), new Pow(x, 3)), new Add(new Mul(x, new Var("y")), new Num(2.5)));
        Map<String, Double> env = new TreeMap<>(Map.of("x", 2.0, "y", -1.0));
        System.out.println(e + " = " + eval(e, env));
        for (int i = 0; i < 5; i++) {
            e = simplify(derive(e, "x"));
            System.out.println("derivative " + (i + 1) + ": " + e + " = " + eval(e, env));
        }
        System.out.println(new Add(x, new Num(1)).equals(new Add(new Var("x"), new Num(1))));
        try {
            eval(new Var("z"), env);
        } catch (IllegalArgumentException ex) {
            System.out.println(ex.getMessage());
        }
    }
}
