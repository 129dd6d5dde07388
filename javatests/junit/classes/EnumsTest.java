package classes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Enums: with bodies, fields, interfaces, in switches and in collections. */
class EnumsTest {
    enum Plain {
        A, B, C
    }

    interface Op {
        int apply(int a, int b);
    }

    enum Arithmetic implements Op {
        PLUS("+") {
            @Override
            public int apply(int a, int b) {
                return a + b;
            }
        },
        MINUS("-") {
            @Override
            public int apply(int a, int b) {
                return a - b;
            }
        },
        TIMES("*") {
            @Override
            public int apply(int a, int b) {
                return a * b;
            }

            @Override
            String sign() {
                return "×";
            }
        };

        private final String sign;
        private static int made;

        static {
            for (Arithmetic a : values()) {
                made += a.sign.length();
            }
        }

        Arithmetic(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    @Test
    void valuesAndNames() {
        assertEquals(3, Plain.values().length);
        assertNotSame(Plain.values(), Plain.values());
        assertSame(Plain.B, Plain.valueOf("B"));
        assertEquals("C", Plain.C.name());
        assertEquals(2, Plain.C.ordinal());
        assertTrue(Plain.A.compareTo(Plain.C) < 0);
        assertEquals("No enum constant classes.EnumsTest.Plain.D",
            assertThrows(IllegalArgumentException.class, () -> Plain.valueOf("D")).getMessage());
    }

    @Test
    void bodies() {
        int r = 0;
        StringBuilder signs = new StringBuilder();
        for (Arithmetic a : Arithmetic.values()) {
            r = r * 100 + a.apply(7, 3);
            signs.append(a.sign());
        }
        assertEquals(100421, r);
        assertEquals("+-×", signs.toString());
        assertSame(Arithmetic.class, Arithmetic.PLUS.getDeclaringClass());
        assertNotSame(Arithmetic.class, Arithmetic.PLUS.getClass());
        assertEquals(3, Arithmetic.made);
    }

    private static String pick(Plain p) {
        switch (p) {
            case A:
                return "first";
            case C:
                return "last";
            default:
                return "middle";
        }
    }

    @Test
    void switches() {
        assertEquals("first", pick(Plain.A));
        assertEquals("middle", pick(Plain.B));
        assertEquals("last", pick(Plain.C));
        assertThrows(NullPointerException.class, () -> pick(null));
        int n = switch (Arithmetic.TIMES) {
            case PLUS -> 1;
            case MINUS -> 2;
            case TIMES -> 3;
        };
        assertEquals(3, n);
    }

    @Test
    void enumMapAndSet() {
        EnumMap<Plain, String> m = new EnumMap<>(Plain.class);
        m.put(Plain.C, "c");
        m.put(Plain.A, "a");
        assertEquals("{A=a, C=c}", m.toString());
        m.merge(Plain.A, "z", String::concat);
        assertEquals("az", m.get(Plain.A));
        EnumSet<Plain> s = EnumSet.complementOf(EnumSet.of(Plain.B));
        assertEquals("[A, C]", s.toString());
        assertEquals(EnumSet.allOf(Plain.class), EnumSet.range(Plain.A, Plain.C));
        s.remove(Plain.A);
        assertEquals(EnumSet.of(Plain.C), s);
    }

    enum Linked {
        FIRST, SECOND;

        Linked next() {
            return values()[(ordinal() + 1) % values().length];
        }

        static final Linked DEFAULT = SECOND;
    }

    @Test
    void staticsOfEnums() {
        assertSame(Linked.SECOND, Linked.DEFAULT);
        assertSame(Linked.FIRST, Linked.SECOND.next());
        assertArrayEquals(new Linked[] {Linked.FIRST, Linked.SECOND}, Linked.class.getEnumConstants());
    }

    enum Single {
        INSTANCE;

        private int n;

        int next() {
            return ++n;
        }
    }

    @Test
    void singleton() {
        int a = Single.INSTANCE.next();
        assertEquals(a + 1, Single.valueOf("INSTANCE").next());
        assertThrows(NoSuchMethodException.class, () -> Single.class.getDeclaredConstructor());
        var c = Single.class.getDeclaredConstructors()[0];
        c.setAccessible(true);
        assertEquals("Cannot reflectively create enum objects",
            assertThrows(IllegalArgumentException.class, () -> c.newInstance("X", 1)).getMessage());
    }

    enum Big {
        A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9,
        C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, D0, D1, D2, D3, D4, D5, D6, D7, D8, D9,
        E0, E1, E2, E3, E4, E5, E6, E7, E8, E9, F0, F1, F2, F3, F4, F5, F6, F7, F8, F9,
        G0, G1, G2, G3, G4, G5, G6, G7, G8, G9
    }

    @Test
    void setsOfMoreThan64() {
        EnumSet<Big> s = EnumSet.range(Big.F5, Big.G9);
        assertEquals(15, s.size());
        assertTrue(s.contains(Big.G0));
        s.removeIf(b -> b.ordinal() % 2 == 0);
        assertEquals("[F5, F7, F9, G1, G3, G5, G7, G9]", s.toString());
        assertEquals(62, EnumSet.complementOf(s).size());
    }
}
