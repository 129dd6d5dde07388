package classes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Sealed hierarchies and what reflection tells about them. */
class SealedTest {
    sealed interface Expr permits Num, Add, Mul, Neg {
    }

    record Num(int v) implements Expr {
    }

    record Add(Expr l, Expr r) implements Expr {
    }

    record Mul(Expr l, Expr r) implements Expr {
    }

    static non-sealed class Neg implements Expr {
        final Expr e;

        Neg(Expr e) {
            this.e = e;
        }
    }

    static class Loud extends Neg {
        Loud(Expr e) {
            super(e);
        }
    }

    static int eval(Expr e) {
        if (e instanceof Num n) {
            return n.v();
        } else if (e instanceof Add a) {
            return eval(a.l()) + eval(a.r());
        } else if (e instanceof Mul m) {
            return eval(m.l()) * eval(m.r());
        } else if (e instanceof Neg n) {
            return -eval(n.e);
        }
        throw new AssertionError();
    }

    @Test
    void evaluates() {
        assertEquals(-26, eval(new Loud(new Add(new Num(6), new Mul(new Num(4), new Num(5))))));
    }

    @Test
    void reflection() {
        assertTrue(Expr.class.isSealed());
        assertFalse(Neg.class.isSealed());
        assertArrayEquals(new Class<?>[] {Num.class, Add.class, Mul.class, Neg.class}, Expr.class.getPermittedSubclasses());
        assertEquals(null, Num.class.getPermittedSubclasses());
    }

    abstract static sealed class Animal {
        abstract String sound();

        static final class Dog extends Animal {
            String sound() {
                return "wuff";
            }
        }

        static final class Cat extends Animal {
            String sound() {
                return "miaow";
            }
        }
    }

    @Test
    void sealedClassWithoutPermits() {
        assertEquals(2, Animal.class.getPermittedSubclasses().length);
        assertEquals("miaow", new Animal.Cat().sound());
    }
}
