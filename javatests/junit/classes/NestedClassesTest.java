package classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Static nested, inner, local and anonymous classes, captures, nestmates. */
class NestedClassesTest {
    private int secret = 5;
    private static String shared = "s";

    private int bump() {
        return ++secret;
    }

    class Inner {
        private int own = secret * 2;

        int outerSecret() {
            return NestedClassesTest.this.secret + bump();
        }

        class Deeper {
            String path() {
                return secret + ":" + own + ":" + Inner.this.own;
            }
        }
    }

    static class Nested {
        private int hidden = 3;

        private static int count() {
            return shared.length();
        }

        private Nested() {
        }

        private Nested(int h) {
            hidden = h;
        }
    }

    @Test
    void innerSeesOuter() {
        Inner i = new Inner();
        assertEquals(10, i.own);
        assertEquals(11, i.outerSecret());
        assertEquals(6, secret);
    }

    @Test
    void deeperInner() {
        NestedClassesTest t = new NestedClassesTest();
        NestedClassesTest.Inner i = t.new Inner();
        NestedClassesTest.Inner.Deeper d = i.new Deeper();
        t.secret = 1;
        i.own = 2;
        assertEquals("1:2:2", d.path());
    }

    @Test
    void nestmatesSeePrivates() throws Exception {
        Nested n = new Nested(8);
        n.hidden++;
        assertEquals(9, n.hidden);
        assertEquals(1, Nested.count());
        assertSame(NestedClassesTest.class, Nested.class.getNestHost());
        assertTrue(Nested.class.isNestmateOf(Inner.class));
        assertFalse(Nested.class.isNestmateOf(String.class));
        assertEquals(8, Nested.class.getDeclaredConstructor(int.class).newInstance(8).hidden);
    }

    @Test
    void localClassesCapture() {
        int base = Integer.parseInt("10");
        String text = "t" + base;
        class Local {
            int x = base;

            String get() {
                return text + x + secret;
            }
        }

        Local l = new Local();
        l.x++;
        assertEquals("t10115", l.get());
        assertTrue(Local.class.isLocalClass());
        assertEquals("Local", Local.class.getSimpleName());
        assertEquals("classes.NestedClassesTest$1Local", Local.class.getName());
    }

    @Test
    void anonymousClassesCapture() {
        long wide = Long.parseLong("12345678901");
        double real = secret / 2.0;
        Supplier<String> s = new Supplier<>() {
            private final long copy = wide + 1;

            @Override
            public String get() {
                return copy + "/" + wide + "/" + real + "/" + secret;
            }
        };
        secret = 50;
        assertEquals("12345678902/12345678901/2.5/50", s.get());
        assertTrue(s.getClass().isAnonymousClass());
        assertEquals("", s.getClass().getSimpleName());
    }

    abstract static class WithArgs {
        final String made;

        WithArgs(int a, String b) {
            made = a + b + suffix();
        }

        abstract String suffix();
    }

    @Test
    void anonymousSubclassWithArguments() {
        // The capture is visible even while the superclass's constructor runs.
        String captured = "!" + secret;
        WithArgs w = new WithArgs(1, "x") {
            @Override
            String suffix() {
                return captured;
            }
        };
        assertEquals("1x!5", w.made);
    }

    @Test
    void loopsCaptureEachValue() {
        IntSupplier[] all = new IntSupplier[3];
        for (int i = 0; i < 3; i++) {
            int copy = i * i;
            all[i] = new IntSupplier() {
                int calls;

                @Override
                public int getAsInt() {
                    return copy + ++calls * 100;
                }
            };
        }
        assertEquals(100, all[0].getAsInt());
        assertEquals(201, all[0].getAsInt() + 1);
        assertEquals(104, all[2].getAsInt());
        assertNotSame(all[0], all[1]);
        assertSame(all[0].getClass(), all[1].getClass());
    }

    class Base {
        String name() {
            return "base" + secret;
        }
    }

    class Sub extends Base {
        String name() {
            return "sub" + super.name();
        }
    }

    static class Outside extends NestedClassesTest.Base {
        Outside(NestedClassesTest t) {
            t.super();
        }
    }

    @Test
    void innerClassInheritance() {
        assertEquals("subbase5", new Sub().name());
        NestedClassesTest t = new NestedClassesTest();
        t.secret = 9;
        assertEquals("base9", new Outside(t).name());
    }

    @Test
    void enclosing() throws Exception {
        assertSame(NestedClassesTest.class, Inner.class.getEnclosingClass());
        assertSame(Inner.class, Inner.Deeper.class.getDeclaringClass());
        Object o = new Object() {
        };
        assertEquals("enclosing", o.getClass().getEnclosingMethod().getName());
        assertNull(o.getClass().getDeclaringClass());
        assertEquals("classes.NestedClassesTest.Inner.Deeper", Inner.Deeper.class.getCanonicalName());
        assertNull(o.getClass().getCanonicalName());
    }

    interface Constants {
        int SIZE = 3;

        class Holder {
            static int held = SIZE * 2;
        }

        enum Color {
            RED, GREEN
        }
    }

    @Test
    void membersOfInterfaces() {
        assertEquals(6, Constants.Holder.held);
        assertEquals(1, Constants.Color.GREEN.ordinal());
    }

    private static int fact(int n) {
        class F {
            int of(int k) {
                return k <= 1 ? 1 : k * new F().of(k - 1);
            }
        }

        return new F().of(n);
    }

    @Test
    void localClassesRecurse() {
        assertEquals(120, fact(5));
    }
}
