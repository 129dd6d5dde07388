package bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Instructions and forms that javac does not emit, or only rarely. */
class RawInstructionsTest {
    private static final int ICONST_0 = 3;
    private static final int ICONST_1 = 4;
    private static final int ICONST_2 = 5;
    private static final int ICONST_3 = 6;
    private static final int ICONST_4 = 7;
    private static final int LCONST_1 = 10;
    private static final int DCONST_1 = 15;
    private static final int BIPUSH = 16;
    private static final int LDC = 18;
    private static final int LDC_W = 19;
    private static final int LDC2_W = 20;
    private static final int ILOAD = 21;
    private static final int ALOAD = 25;
    private static final int ILOAD_0 = 26;
    private static final int ILOAD_1 = 27;
    private static final int ALOAD_0 = 42;
    private static final int ISTORE = 54;
    private static final int LSTORE = 55;
    private static final int ISTORE_1 = 60;
    private static final int ASTORE = 58;
    private static final int IADD = 96;
    private static final int LADD = 97;
    private static final int ISUB = 100;
    private static final int IMUL = 104;
    private static final int IINC = 132;
    private static final int L2I = 136;
    private static final int D2I = 142;
    private static final int IFEQ = 153;
    private static final int IFGT = 157;
    private static final int GOTO = 167;
    private static final int JSR = 168;
    private static final int RET = 169;
    private static final int IRETURN = 172;
    private static final int LRETURN = 173;
    private static final int ARETURN = 176;
    private static final int WIDE = 196;

    /** The four digits on the stack as one number, the top as its last digit. */
    private static Assembler digits(Assembler a, int count) {
        // Each step: below*1 + top*weight folded from the top: store to locals first.
        for (int i = 0; i < count; i++) {
            a.op(ISTORE, 10 + i);
        }
        a.op(ICONST_0);
        for (int i = count - 1; i >= 0; i--) {
            a.op(BIPUSH, 10, IMUL, ILOAD, 10 + i, IADD);
        }
        return a.op(IRETURN);
    }

    private static Assembler ints() {
        return new Assembler("()I");
    }

    @Test
    void swap() throws Throwable {
        assertEquals(21, digits(ints().op(ICONST_1, ICONST_2, 95), 2).run());
    }

    @Test
    void dupX1() throws Throwable {
        assertEquals(212, digits(ints().op(ICONST_1, ICONST_2, 90), 3).run());
    }

    @Test
    void dupX2OverTwoInts() throws Throwable {
        assertEquals(3123, digits(ints().op(ICONST_1, ICONST_2, ICONST_3, 91), 4).run());
    }

    @Test
    void dupX2OverALong() throws Throwable {
        // .. 1L 3 -> 3 1L 3
        Assembler a = ints().op(LCONST_1, ICONST_3, 91).op(ISTORE, 10, L2I, ISTORE, 11, ISTORE, 12);
        a.op(ICONST_0);
        for (int i = 12; i >= 10; i--) {
            a.op(BIPUSH, 10, IMUL, ILOAD, i, IADD);
        }
        assertEquals(313, a.op(IRETURN).run());
    }

    @Test
    void dup2OfTwoInts() throws Throwable {
        assertEquals(1212, digits(ints().op(ICONST_1, ICONST_2, 92), 4).run());
    }

    @Test
    void dup2OfALong() throws Throwable {
        assertEquals(2L, new Assembler("()J").op(LCONST_1, 92, LADD, LRETURN).run());
    }

    @Test
    void dup2X1() throws Throwable {
        assertEquals(23123, digits(ints().op(ICONST_1, ICONST_2, ICONST_3, 93), 5).run());
    }

    @Test
    void dup2X1OfALongOverAnInt() throws Throwable {
        // 4 1L -> 1L 4 1L
        Assembler a = ints().op(ICONST_4, LCONST_1, 93, L2I, ISTORE, 10, ISTORE, 11, L2I, ISTORE, 12, ICONST_0);
        for (int i = 12; i >= 10; i--) {
            a.op(BIPUSH, 10, IMUL, ILOAD, i, IADD);
        }
        assertEquals(141, a.op(IRETURN).run());
    }

    @Test
    void dup2X2OfFourInts() throws Throwable {
        assertEquals(341234, digits(ints().op(ICONST_1, ICONST_2, ICONST_3, ICONST_4, 94), 6).run());
    }

    @Test
    void dup2X2OfADoubleOverALong() throws Throwable {
        // 1L 1.0 -> 1.0 1L 1.0
        Assembler a = ints().op(LCONST_1, LCONST_1, LADD, DCONST_1, 94);
        a.op(D2I, ISTORE, 10, L2I, ISTORE, 11, D2I, ISTORE, 12, ICONST_0);
        for (int i = 12; i >= 10; i--) {
            a.op(BIPUSH, 10, IMUL, ILOAD, i, IADD);
        }
        assertEquals(121, a.op(IRETURN).run());
    }

    @Test
    void popAndPop2AndNop() throws Throwable {
        assertEquals(1, ints().op(ICONST_1, ICONST_2, ICONST_3, 88, LCONST_1, 88, ICONST_4, 87, 0, 0, IRETURN).run());
    }

    @Test
    void dupXOfReferencesKeepsTheirIdentity() throws Throwable {
        Assembler a = new Assembler("(Ljava/lang/Object;Ljava/lang/Object;)[Ljava/lang/Object;");
        a.op(ALOAD_0, 43, 90, ASTORE, 5, ASTORE, 6, ASTORE, 7);
        a.op(ICONST_3).op2(189, a.type("java/lang/Object"));
        for (int i = 0; i < 3; i++) {
            a.op(89, ICONST_0 + i, ALOAD, 5 + i, 83);
        }
        Object x = new Object();
        Object y = new Object();
        Object[] r = (Object[]) a.op(ARETURN).run(x, y);
        assertSame(y, r[0]);
        assertSame(x, r[1]);
        assertSame(y, r[2]);
    }

    @Test
    void wideIinc() throws Throwable {
        Assembler a = new Assembler("(I)I").limits(4, 600);
        a.op(ILOAD_0, WIDE, ISTORE, 0x02, 0x01, WIDE, IINC, 0x02, 0x01, 0x80, 0x00, WIDE, ILOAD, 0x02, 0x01, IRETURN);
        assertEquals(100 - 32768, a.run(100));
    }

    @Test
    void wideLocalsOfTwoSlots() throws Throwable {
        Assembler a = new Assembler("()J").limits(6, 65535);
        a.op2(LDC2_W, a.constant(0x1234_5678_9ABCL));
        a.op(WIDE, LSTORE, 0xFF, 0xFC, ICONST_1, WIDE, ISTORE, 0xFF, 0xFE, WIDE, 22, 0xFF, 0xFC, LRETURN);
        assertEquals(0x1234_5678_9ABCL, a.run());
    }

    @Test
    void ldcWide() throws Throwable {
        Assembler a = ints().padPool(300);
        int index = a.constant(42);
        assertTrue(index > 255);
        assertEquals(42, a.op2(LDC_W, index).op(IRETURN).run());
        Assembler s = new Assembler("()Ljava/lang/String;").padPool(300);
        assertSame("interned", s.op2(LDC_W, s.string("interned")).op(ARETURN).run());
    }

    @Test
    void ldcOfAClassIsTheClass() throws Throwable {
        Assembler a = new Assembler("()Ljava/lang/Object;");
        assertSame(int[].class, a.op(LDC, a.type("[I"), ARETURN).run());
    }

    @Test
    void gotoWide() throws Throwable {
        Assembler a = ints().jumpWide(200, "over").label("back").op(BIPUSH, 7, IRETURN);
        for (int i = 0; i < 40_000; i++) {
            a.op(0);
        }
        a.label("over").jumpWide(200, "back");
        assertEquals(7, a.run());
    }

    @Test
    void methodOfTheGreatestLength() throws Throwable {
        Assembler a = new Assembler("(I)I");
        // 65535 bytes: 21840 times iinc (3 bytes), the rest padding, then iload_0 ireturn.
        for (int i = 0; i < 21_840; i++) {
            a.op(IINC, 0, 1);
        }
        while (a.position() < 65_533) {
            a.op(0);
        }
        assertEquals(21_845, a.op(ILOAD_0, IRETURN).run(5));
    }

    @Test
    void aMethodThatIsTooLongIsRefused() {
        Assembler a = ints();
        for (int i = 0; i < 65_534; i++) {
            a.op(0);
        }
        a.op(ICONST_1, IRETURN);
        assertThrows(ClassFormatError.class, a::define);
    }

    @Test
    void backwardBranchOverALongDistance() throws Throwable {
        Assembler a = new Assembler("(I)I").op(ICONST_0, ISTORE_1).label("loop");
        for (int i = 0; i < 8_000; i++) {
            a.op(IINC, 1, 1);
        }
        a.op(IINC, 0, 255).op(ILOAD_0).jump(IFGT, "loop").op(ILOAD_1, IRETURN);
        assertEquals(24_000, a.run(3));
    }

    @Test
    void subroutineReturnsToEachCaller() throws Throwable {
        Assembler a = new Assembler("(I)I");
        a.jump(JSR, "sub").jump(JSR, "sub").jumpWide(201, "sub").op(ILOAD_0, IRETURN);
        a.label("sub").op(ASTORE, 1, IINC, 0, 5, RET, 1);
        assertEquals(16, a.run(1));
    }

    @Test
    void subroutineAsFinally() throws Throwable {
        Assembler a = new Assembler("(I)I");
        a.label("start").op(BIPUSH, 100, ILOAD_0, 108, ISTORE, 2).jump(JSR, "finally").op(ILOAD, 2, IRETURN).label("end");
        a.label("caught").op(87).jump(JSR, "finally").op(BIPUSH, 77, IRETURN);
        a.label("finally").op(WIDE, ASTORE, 0, 3, WIDE, IINC, 0, 2, 0, 1, WIDE, RET, 0, 3);
        a.handler("start", "end", "caught", "java/lang/ArithmeticException");
        // The finally part reads local 2 only on the path that has set it.
        Assembler b = new Assembler("(I)I");
        b.op(ICONST_0, ISTORE, 2);
        b.label("start").op(BIPUSH, 100, ILOAD_0, 108, ISTORE, 2).jump(JSR, "finally").op(ILOAD, 2, IRETURN).label("end");
        b.label("caught").op(87).jump(JSR, "finally").op(ILOAD, 2, BIPUSH, 77, IADD, IRETURN);
        b.label("finally").op(WIDE, ASTORE, 0, 3, WIDE, IINC, 0, 2, 0, 1, WIDE, RET, 0, 3);
        b.handler("start", "end", "caught", "java/lang/ArithmeticException");
        assertEquals(21, b.run(5));
        assertEquals(78, b.run(0));
        assertThrows(VerifyError.class, () -> a.run(1));
    }

    @Test
    void switchesAtEveryAlignment() throws Throwable {
        for (int pad = 0; pad < 4; pad++) {
            Assembler a = new Assembler("(I)I");
            for (int i = 0; i < pad; i++) {
                a.op(0);
            }
            a.op(ILOAD_0);
            int at = a.position();
            a.op(170).align().offset(at, "other").u4(5).u4(6).offset(at, "five").offset(at, "six");
            a.label("five").op(ICONST_1, IRETURN).label("six").op(ICONST_2, IRETURN);
            a.label("other").op(ILOAD_0);
            int second = a.position();
            a.op(171).align().offset(second, "none").u4(2).u4(-9).offset(second, "five").u4(1000).offset(second, "six");
            a.label("none").op(ICONST_4, IRETURN);
            assertEquals(1, a.run(5));
            assertEquals(2, a.run(6));
            assertEquals(1, a.run(-9));
            assertEquals(2, a.run(1000));
            assertEquals(4, a.run(7));
        }
    }

    @Test
    void emptySwitches() throws Throwable {
        Assembler a = new Assembler("(I)I").op(ILOAD_0);
        int at = a.position();
        a.op(171).align().offset(at, "none").u4(0).label("none").op(BIPUSH, 9, IRETURN);
        assertEquals(9, a.run(3));
    }

    @Test
    void multianewarrayOfFewerDimensionsThanTheType() throws Throwable {
        Assembler a = new Assembler("()Ljava/lang/Object;");
        a.op(ICONST_2, ICONST_3).op2(197, a.type("[[[[J")).op(2).op(ARETURN);
        long[][][][] r = (long[][][][]) a.run();
        assertEquals(2, r.length);
        assertEquals(3, r[1].length);
        assertNull(r[1][2]);
    }

    @Test
    void oneDimensionalMultianewarray() throws Throwable {
        Assembler a = new Assembler("()Ljava/lang/Object;");
        a.op(ICONST_4).op2(197, a.type("[I")).op(1).op(ARETURN);
        assertEquals(4, ((int[]) a.run()).length);
    }

    @Test
    void checkcastOfNullPasses() throws Throwable {
        Assembler a = new Assembler("()Ljava/lang/Object;");
        assertNull(a.op(1).op2(192, a.type("java/lang/Integer")).op(ARETURN).run());
        Assembler b = ints();
        assertEquals(0, b.op(1).op2(193, b.type("java/lang/Object")).op(IRETURN).run());
    }

    @Test
    void athrowOfNullThrowsNullPointerException() {
        Assembler a = ints().op(1, 191);
        assertThrows(NullPointerException.class, a::run);
    }

    @Test
    void handlersAreSearchedInOrder() throws Throwable {
        Assembler a = new Assembler("(I)I");
        a.label("from").op(ICONST_1, ILOAD_0, 108, IRETURN).label("to");
        a.label("any").op(87, ICONST_2, IRETURN);
        a.label("exact").op(87, ICONST_3, IRETURN);
        a.handler("from", "to", "any", "java/lang/RuntimeException");
        a.handler("from", "to", "exact", "java/lang/ArithmeticException");
        assertEquals(2, a.run(0));
    }

    @Test
    void aHandlerMayCoverItself() throws Throwable {
        // The handler throws while covered by itself, until local 1 has counted to 3.
        Assembler a = new Assembler("(I)I").op(ICONST_0, ISTORE_1);
        a.label("from").op(ICONST_1, ILOAD_0, 108, 87);
        a.label("handler").op(IINC, 1, 1, ILOAD_1, ICONST_3, ISUB).jump(IFEQ, "done");
        a.op(ICONST_1, ILOAD_0, 108, 87).jump(GOTO, "handler");
        a.label("done").op(ILOAD_1, IRETURN).label("to");
        // Entered by an exception the stack holds it: a second entry point drops it.
        a.label("entry").op(87).jump(GOTO, "handler");
        a.handler("from", "to", "entry", null);
        assertEquals(3, a.run(0));
    }

    @Test
    void badCodeIsRefused() {
        assertThrows(VerifyError.class, () -> ints().op(ICONST_1, LCONST_1, IADD, IRETURN).run());
        assertThrows(VerifyError.class, () -> ints().op(IADD, IRETURN).run());
        assertThrows(VerifyError.class, () -> ints().op(ICONST_1).run());
        assertThrows(VerifyError.class, () -> ints().op(1, IRETURN).run());
        assertThrows(VerifyError.class, () -> ints().op(ILOAD, 5, IRETURN).run());
        assertThrows(VerifyError.class, () -> ints().op(203).run());
        assertThrows(VerifyError.class, () -> ints().op2(GOTO, 100).run());
        assertThrows(VerifyError.class, () -> ints().limits(1, 1).op(ICONST_1, ICONST_1, IADD, IRETURN).run());
    }

    @Test
    void booleansInArraysAreOneBit() throws Throwable {
        Assembler a = new Assembler("(I)Z");
        a.op(ICONST_1, 188, 4, 89, ICONST_0, ILOAD_0, 84, ICONST_0, 51, IRETURN);
        assertEquals(false, a.run(2));
        assertEquals(true, a.run(3));
    }

    @Test
    void booleanReturnsAreOneBit() throws Throwable {
        assertEquals(false, new Assembler("(I)Z").op(ILOAD_0, IRETURN).run(2));
        assertEquals(true, new Assembler("(I)Z").op(ILOAD_0, IRETURN).run(5));
    }
}
