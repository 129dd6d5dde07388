package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** invokevirtual, invokespecial, invokestatic, invokeinterface: selection and arguments. */
class InvocationTest {
    static class A {
        String who() {
            return "A";
        }

        String call() {
            return who();
        }

        private String secret() {
            return "A.secret";
        }

        String callSecret() {
            return secret();
        }

        static String fixed() {
            return "A.fixed";
        }
    }

    static class B extends A {
        @Override
        String who() {
            return "B" + super.who();
        }

        String secret() {
            return "B.secret";
        }

        static String fixed() {
            return "B.fixed";
        }
    }

    static class C extends B {
        @Override
        String who() {
            return "C" + super.who();
        }
    }

    @Test
    void virtualSelection() {
        A[] all = {new A(), new B(), new C()};
        StringBuilder b = new StringBuilder();
        for (A a : all) {
            b.append(a.who()).append(a.call()).append(' ');
        }
        assertEquals("AA BABA CBACBA ", b.toString());
    }

    @Test
    void privateMethodsAreNotOverridden() {
        assertEquals("A.secret", new C().callSecret());
        assertEquals("B.secret", new C().secret());
    }

    @Test
    void staticMethodsAreHidden() {
        assertEquals("A.fixed", A.fixed());
        assertEquals("B.fixed", B.fixed());
        assertEquals("B.fixed", C.fixed());
    }

    interface Left {
        default String side() {
            return "left";
        }
    }

    interface Right {
        default String side() {
            return "right";
        }
    }

    static class Both implements Left, Right {
        @Override
        public String side() {
            return Left.super.side() + Right.super.side();
        }
    }

    interface Lower extends Left {
        @Override
        default String side() {
            return "lower";
        }
    }

    static class Diamond implements Left, Lower {
    }

    static class Parent implements Left {
        @Override
        public String side() {
            return "class";
        }
    }

    static class Child extends Parent implements Lower {
    }

    @Test
    void defaultMethods() {
        assertEquals("leftright", new Both().side());
        assertEquals("lower", new Diamond().side());
        assertEquals("class", new Child().side());
        Left l = new Child();
        assertEquals("class", l.side());
    }

    interface Shape {
        int sides();

        static Shape of(int n) {
            return () -> n;
        }

        private int doubled() {
            return 2 * sides();
        }

        default int twice() {
            return doubled();
        }
    }

    @Test
    void staticAndPrivateInterfaceMethods() {
        assertEquals(10, Shape.of(5).twice());
    }

    interface I1 {
        int a();
    }

    interface I2 {
        int b();
    }

    interface I3 extends I1, I2 {
        int c();
    }

    static class Many implements I3, Shape, Comparable<Many> {
        public int a() {
            return 1;
        }

        public int b() {
            return 2;
        }

        public int c() {
            return 3;
        }

        public int sides() {
            return 4;
        }

        public int compareTo(Many o) {
            return 5;
        }
    }

    @Test
    void manyInterfaces() {
        Many m = new Many();
        I1 i1 = m;
        I2 i2 = m;
        I3 i3 = m;
        Shape s = m;
        Comparable<Many> c = m;
        assertEquals(1232145, ((((i1.a() * 10 + i2.b()) * 10 + i3.c()) * 10 + i3.b()) * 10 + i3.a()) * 100 + s.sides() * 10 + c.compareTo(m));
    }

    @Test
    void objectMethodsThroughAnInterface() {
        Shape s = Shape.of(3);
        assertEquals(s.hashCode(), s.hashCode());
        assertTrue(s.equals(s));
        assertSame(s.getClass(), s.getClass());
        CharSequence cs = "abc";
        assertEquals("abc", cs.toString());
        assertEquals(96354, cs.hashCode());
    }

    abstract static class Abstract {
        abstract int value();

        int use() {
            return value() + 1;
        }
    }

    @Test
    void abstractMethods() {
        Abstract a = new Abstract() {
            @Override
            int value() {
                return 41;
            }
        };
        assertEquals(42, a.use());
    }

    @Test
    void invocationOnNull() {
        A a = null;
        assertThrows(NullPointerException.class, () -> a.who());
        assertThrows(NullPointerException.class, () -> a.callSecret());
        Shape s = null;
        assertThrows(NullPointerException.class, () -> s.sides());
    }

    private static String many(int a, long b, float c, double d, boolean e, byte f, char g, short h, String i, Object j,
        int[] k, long l, long m, double n, double o, int p, int q, int r, int s, long t) {
        return "" + a + b + c + d + e + f + g + h + i + j + k.length + l + m + n + o + p + q + r + s + t;
    }

    @Test
    void manyArguments() {
        assertEquals("123.04.0true6c8ij1112131.01.516171819-20",
            many(1, 2, 3, 4, true, (byte) 6, 'c', (short) 8, "i", 'j', new int[11], 12, 13, 1, 1.5, 16, 17, 18, 19, -20));
    }

    static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    @Test
    void recursiveCalls() {
        assertEquals(6765, fib(20));
    }

    static long sum(long... xs) {
        long s = 0;
        for (long x : xs) {
            s += x;
        }
        return s;
    }

    static String pick(Object o) {
        return "object";
    }

    static String pick(Integer o) {
        return "integer";
    }

    static String pick(long o) {
        return "long";
    }

    static String pick(int... o) {
        return "varargs";
    }

    @Test
    void overloadsAndVarargs() {
        assertEquals(0, sum());
        assertEquals(6, sum(1, 2, 3));
        assertEquals("long", pick(5));
        assertEquals("integer", pick(Integer.valueOf(5)));
        assertEquals("object", pick("x"));
        assertEquals("varargs", pick(1, 2));
    }

    static class Shadow {
        String name = "outer";

        static class Deep extends Shadow {
            String name = "inner";

            String both() {
                return name + super.name + ((Shadow) this).name;
            }
        }
    }

    @Test
    void fieldsAreHiddenNotOverridden() {
        assertEquals("innerouterouter", new Shadow.Deep().both());
        Shadow s = new Shadow.Deep();
        assertEquals("outer", s.name);
    }

    static class AllKinds {
        boolean z = true;
        byte b = -1;
        char c = 0xFFFF;
        short s = -2;
        int i = -3;
        long j = -4;
        float f = -5;
        double d = -6;
        Object o = "o";
        static boolean sz = true;
        static byte sb = -1;
        static char sc = 0xFFFF;
        static short ss = -2;
        static int si = -3;
        static long sj = -4;
        static float sf = -5;
        static double sd = -6;
        static Object so = "o";
        volatile long vj = 1L << 40;
        static volatile double vd = 0.5;
    }

    @Test
    void fieldsOfEveryType() {
        AllKinds k = new AllKinds();
        assertEquals("true-1\uffff-2-3-4-5.0-6.0o", "" + k.z + k.b + k.c + k.s + k.i + k.j + k.f + k.d + k.o);
        k.b += 200;
        k.c++;
        k.s -= 32767;
        k.i ^= -1;
        k.j <<= 60;
        k.f /= 2;
        k.d %= 4;
        k.z &= false;
        assertEquals(-57, k.b);
        assertEquals(0, k.c);
        assertEquals(32767, k.s);
        assertEquals(2, k.i);
        assertEquals(-4L << 60, k.j);
        assertEquals(-2.5f, k.f);
        assertEquals(-2.0, k.d);
        assertEquals(false, k.z);
        k.vj++;
        assertEquals(1099511627777L, k.vj);
    }

    @Test
    void staticsOfEveryType() {
        assertEquals("true-1\uffff-2-3-4-5.0-6.0o", "" + AllKinds.sz + AllKinds.sb + AllKinds.sc + AllKinds.ss + AllKinds.si
            + AllKinds.sj + AllKinds.sf + AllKinds.sd + AllKinds.so);
        AllKinds.sb *= 3;
        AllKinds.sd += 0.5;
        AllKinds.vd *= 4;
        assertEquals(-3, AllKinds.sb);
        assertEquals(-5.5, AllKinds.sd);
        assertEquals(2.0, AllKinds.vd);
        AllKinds.sb = -1;
        AllKinds.sd = -6;
        AllKinds.vd = 0.5;
    }

    @Test
    void fieldsOfNull() {
        AllKinds k = null;
        assertThrows(NullPointerException.class, () -> k.i++);
        assertThrows(NullPointerException.class, () -> k.j = 3);
        assertThrows(NullPointerException.class, () -> k.o.hashCode());
        // Statics need no object.
        assertEquals(-3, k.si);
    }
}
