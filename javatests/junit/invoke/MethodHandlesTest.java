package invoke;

import static java.lang.invoke.MethodType.methodType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.SwitchPoint;
import java.lang.invoke.WrongMethodTypeException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Method handles: finding, invoking, combining. */
class MethodHandlesTest {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    static class Base {
        String who() {
            return "base";
        }
    }

    static class Subject extends Base {
        int field = 5;
        static String shared = "s";
        private final long fixed = 7;

        Subject() {
        }

        Subject(int field) {
            this.field = field;
        }

        @Override
        String who() {
            return "subject" + field;
        }

        private int secret(int x) {
            return x * field;
        }

        static int sum(int... xs) {
            return Arrays.stream(xs).sum();
        }

        static String cat(Object a, Object b) {
            return a + "," + b;
        }

        static MethodHandle superWho() throws ReflectiveOperationException {
            return MethodHandles.lookup().findSpecial(Base.class, "who", methodType(String.class), Subject.class);
        }
    }

    static MethodHandle cat() throws ReflectiveOperationException {
        return LOOKUP.findStatic(Subject.class, "cat", methodType(String.class, Object.class, Object.class));
    }

    @Test
    void findVirtual() throws Throwable {
        MethodHandle who = LOOKUP.findVirtual(Base.class, "who", methodType(String.class));
        assertEquals("base", (String) who.invokeExact(new Base()));
        assertEquals("subject9", (String) who.invokeExact((Base) new Subject(9)));
        assertThrows(NullPointerException.class, () -> who.invoke((Base) null));
        MethodHandle length = LOOKUP.findVirtual(CharSequence.class, "length", methodType(int.class));
        assertEquals(3, (int) length.invokeExact((CharSequence) "abc"));
        MethodHandle concat = LOOKUP.findVirtual(String.class, "concat", methodType(String.class, String.class));
        assertEquals("ab", (String) concat.invokeExact("a", "b"));
    }

    @Test
    void findStaticAndVarargs() throws Throwable {
        assertEquals("a,1", (String) cat().invoke("a", 1));
        MethodHandle sum = LOOKUP.findStatic(Subject.class, "sum", methodType(int.class, int[].class));
        assertTrue(sum.isVarargsCollector());
        assertEquals(6, (int) sum.invoke(1, 2, 3));
        assertEquals(0, (int) sum.invoke());
        assertEquals(3, (int) sum.invokeExact(new int[] {1, 2}));
        assertEquals(10, sum.invokeWithArguments(1, 2, 3, 4));
    }

    @Test
    void findConstructorAndSpecial() throws Throwable {
        MethodHandle make = LOOKUP.findConstructor(Subject.class, methodType(void.class, int.class));
        Subject s = (Subject) make.invokeExact(4);
        assertEquals(4, s.field);
        MethodHandle secret = LOOKUP.findVirtual(Subject.class, "secret", methodType(int.class, int.class));
        assertEquals(12, (int) secret.invokeExact(s, 3));
        assertEquals("base", (String) Subject.superWho().invokeExact(s));
    }

    @Test
    void gettersAndSetters() throws Throwable {
        Subject s = new Subject();
        MethodHandle get = LOOKUP.findGetter(Subject.class, "field", int.class);
        MethodHandle set = LOOKUP.findSetter(Subject.class, "field", int.class);
        set.invokeExact(s, 8);
        assertEquals(8, (int) get.invokeExact(s));
        MethodHandle sg = LOOKUP.findStaticGetter(Subject.class, "shared", String.class);
        MethodHandle ss = LOOKUP.findStaticSetter(Subject.class, "shared", String.class);
        ss.invokeExact("t");
        assertEquals("t", (String) sg.invokeExact());
        ss.invokeExact("s");
        assertThrows(IllegalAccessException.class, () -> LOOKUP.findSetter(Subject.class, "fixed", long.class));
        assertEquals(7L, (long) LOOKUP.findGetter(Subject.class, "fixed", long.class).invokeExact(new Subject()));
    }

    @Test
    void lookupFailures() {
        assertThrows(NoSuchMethodException.class, () -> LOOKUP.findVirtual(Base.class, "none", methodType(void.class)));
        assertThrows(NoSuchMethodException.class, () -> LOOKUP.findVirtual(Base.class, "who", methodType(void.class)));
        assertThrows(NoSuchFieldException.class, () -> LOOKUP.findGetter(Subject.class, "none", int.class));
        assertThrows(IllegalAccessException.class, () -> LOOKUP.findStatic(Subject.class, "who", methodType(String.class)));
        assertThrows(IllegalAccessException.class,
            () -> MethodHandles.publicLookup().findVirtual(Subject.class, "secret", methodType(int.class, int.class)));
    }

    @Test
    void exactTypesAreChecked() throws Throwable {
        MethodHandle h = cat();
        assertThrows(WrongMethodTypeException.class, () -> {
            String s = (String) h.invokeExact("a", "b");
            throw new AssertionError(s);
        });
        assertThrows(WrongMethodTypeException.class, () -> h.invoke("only one"));
        assertThrows(ClassCastException.class, () -> h.asType(methodType(Integer.class, Object.class, Object.class)).invoke(1, 2));
    }

    @Test
    void asTypeConverts() throws Throwable {
        MethodHandle abs = LOOKUP.findStatic(Math.class, "abs", methodType(long.class, long.class));
        assertEquals(5.0, (double) abs.asType(methodType(double.class, int.class)).invokeExact(-5));
        assertEquals(5L, (Object) abs.asType(methodType(Object.class, Integer.class)).invokeExact((Integer) (-5)));
        assertEquals(3L, (long) abs.asType(methodType(long.class, Object.class)).invokeExact((Object) (byte) -3));
        abs.asType(methodType(void.class, char.class)).invokeExact('x');
        assertThrows(NullPointerException.class, () -> abs.invoke((Long) null));
        assertEquals(44, (byte) MethodHandles.explicitCastArguments(abs, methodType(byte.class, int.class)).invokeExact(-300));
        assertThrows(WrongMethodTypeException.class, () -> abs.asType(methodType(int.class, long.class)));
    }

    @Test
    void bindAndInsert() throws Throwable {
        assertEquals("x,y", (String) cat().bindTo("x").invoke((Object) "y"));
        assertEquals("p,q", (String) MethodHandles.insertArguments(cat(), 0, "p", "q").invokeExact());
        MethodHandle bound = LOOKUP.bind("hello", "charAt", methodType(char.class, int.class));
        assertEquals('e', (char) bound.invokeExact(1));
        MethodHandle max = LOOKUP.findStatic(Math.class, "max", methodType(long.class, long.class, long.class));
        assertEquals(9L, (long) MethodHandles.insertArguments(max, 1, 9L).invokeExact(3L));
    }

    @Test
    void dropPermuteIdentityConstant() throws Throwable {
        assertEquals("a,b", (String) MethodHandles.dropArguments(cat(), 1, int.class, double.class).invoke("a", 1, 2.0, "b"));
        assertEquals("2,1", (String) MethodHandles.permuteArguments(cat(), methodType(String.class, Object.class, Object.class), 1, 0).invoke(1, 2));
        assertEquals("z,z", (String) MethodHandles.permuteArguments(cat(), methodType(String.class, Object.class), 0, 0).invoke("z"));
        assertEquals(4L, (long) MethodHandles.identity(long.class).invokeExact(4L));
        assertEquals("c", (String) MethodHandles.constant(String.class, "c").invokeExact());
        assertEquals(0, (int) MethodHandles.zero(int.class).invokeExact());
        MethodHandle e = MethodHandles.empty(methodType(Object.class, int.class));
        assertSame(null, e.invoke(5));
    }

    @Test
    void filters() throws Throwable {
        MethodHandle upper = LOOKUP.findVirtual(String.class, "toUpperCase", methodType(String.class));
        MethodHandle h = MethodHandles.filterArguments(cat(), 1, upper.asType(methodType(Object.class, String.class)));
        assertEquals("a,B", (String) h.invoke((Object) "a", "b"));
        MethodHandle length = LOOKUP.findVirtual(String.class, "length", methodType(int.class));
        assertEquals(3, (int) MethodHandles.filterReturnValue(cat(), length).invoke(1, 2));
        MethodHandle collected = MethodHandles.collectArguments(cat(), 0, cat().asType(methodType(Object.class, Object.class, Object.class)));
        assertEquals("1,2,3", (String) collected.invoke(1, 2, 3));
        MethodHandle folded = MethodHandles.foldArguments(MethodHandles.dropArguments(cat(), 1, Object.class).asType(
            methodType(String.class, String.class, Object.class, Object.class)), cat());
        assertEquals("1,2,2", (String) folded.invoke((Object) 1, (Object) 2));
    }

    @Test
    void guards() throws Throwable {
        MethodHandle isEmpty = LOOKUP.findVirtual(String.class, "isEmpty", methodType(boolean.class));
        MethodHandle trim = LOOKUP.findVirtual(String.class, "trim", methodType(String.class));
        MethodHandle none = MethodHandles.dropArguments(MethodHandles.constant(String.class, "none"), 0, String.class);
        MethodHandle h = MethodHandles.guardWithTest(isEmpty, none, trim);
        assertEquals("none", (String) h.invokeExact(""));
        assertEquals("x", (String) h.invokeExact(" x "));
    }

    static int orElse(NumberFormatException e, String s) {
        return -s.length();
    }

    static String cleanup(Throwable t, String r, String s) {
        return (t == null ? "ok" : t.getClass().getSimpleName()) + r + s;
    }

    @Test
    void exceptionsInHandles() throws Throwable {
        MethodHandle parse = LOOKUP.findStatic(Integer.class, "parseInt", methodType(int.class, String.class));
        MethodHandle handler = LOOKUP.findStatic(MethodHandlesTest.class, "orElse", methodType(int.class, NumberFormatException.class, String.class));
        MethodHandle safe = MethodHandles.catchException(parse, NumberFormatException.class, handler);
        assertEquals(12, (int) safe.invokeExact("12"));
        assertEquals(-3, (int) safe.invokeExact("abc"));
        assertThrows(NumberFormatException.class, () -> parse.invoke("abc"));
        MethodHandle thrower = MethodHandles.throwException(int.class, IllegalStateException.class);
        assertThrows(IllegalStateException.class, () -> thrower.invoke(new IllegalStateException()));
        MethodHandle clean = LOOKUP.findStatic(MethodHandlesTest.class, "cleanup", methodType(String.class, Throwable.class, String.class, String.class));
        MethodHandle trim = LOOKUP.findVirtual(String.class, "trim", methodType(String.class));
        assertEquals("okyy ", (String) MethodHandles.tryFinally(trim, clean).invokeExact("y "));
    }

    @Test
    void spreadAndCollect() throws Throwable {
        MethodHandle spread = cat().asSpreader(Object[].class, 2);
        assertEquals("1,2", (String) spread.invoke(new Object[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> spread.invoke(new Object[] {1}));
        MethodHandle list = LOOKUP.findStatic(Arrays.class, "asList", methodType(List.class, Object[].class));
        assertEquals(List.of(1, 2, 3), list.asCollector(Object[].class, 3).invoke(1, 2, 3));
        assertEquals(List.of("a"), list.invoke("a"));
        MethodHandle fixed = list.asFixedArity();
        assertEquals(List.of("x", "y"), fixed.invoke(new Object[] {"x", "y"}));
        assertFalse(fixed.isVarargsCollector());
        MethodHandle sum = LOOKUP.findStatic(Subject.class, "sum", methodType(int.class, int[].class));
        assertEquals(15, (int) sum.asCollector(int[].class, 5).invokeExact(1, 2, 3, 4, 5));
    }

    @Test
    void arrayHandles() throws Throwable {
        int[] a = {1, 2, 3};
        MethodHandles.arrayElementSetter(int[].class).invokeExact(a, 1, 20);
        assertEquals(20, (int) MethodHandles.arrayElementGetter(int[].class).invokeExact(a, 1));
        assertEquals(3, (int) MethodHandles.arrayLength(int[].class).invokeExact(a));
        String[] made = (String[]) MethodHandles.arrayConstructor(String[].class).invokeExact(2);
        assertEquals(2, made.length);
        assertThrows(ArrayIndexOutOfBoundsException.class, () -> MethodHandles.arrayElementGetter(int[].class).invoke(a, 3));
    }

    static int step(int acc, int i) {
        return acc * 2 + i;
    }

    @Test
    void loops() throws Throwable {
        MethodHandle body = LOOKUP.findStatic(MethodHandlesTest.class, "step", methodType(int.class, int.class, int.class));
        MethodHandle loop = MethodHandles.countedLoop(MethodHandles.constant(int.class, 4), MethodHandles.constant(int.class, 1), body);
        assertEquals(16 + 8 * 0 + 4 * 1 + 2 * 2 + 3, (int) loop.invoke());
    }

    @Test
    void types() {
        MethodType t = methodType(int.class, String.class, long[].class);
        assertEquals("(String,long[])int", t.toString());
        assertEquals("(Ljava/lang/String;[J)I", t.toMethodDescriptorString());
        assertSame(t, MethodType.fromMethodDescriptorString("(Ljava/lang/String;[J)I", null));
        assertEquals(2, t.parameterCount());
        assertEquals("(Object,Object)Object", t.generic().toString());
        assertEquals("(String,long[],int)Integer", t.appendParameterTypes(int.class).changeReturnType(Integer.class).toString());
        assertEquals(methodType(Void.class, Integer.class), methodType(void.class, int.class).wrap());
        assertEquals(t.hashCode(), methodType(int.class, String.class, long[].class).hashCode());
    }

    @Test
    void callSites() throws Throwable {
        MutableCallSite site = new MutableCallSite(MethodHandles.constant(String.class, "one"));
        MethodHandle h = site.dynamicInvoker();
        assertEquals("one", (String) h.invokeExact());
        site.setTarget(MethodHandles.constant(String.class, "two"));
        assertEquals("two", (String) h.invokeExact());
        assertThrows(WrongMethodTypeException.class, () -> site.setTarget(MethodHandles.constant(int.class, 1)));
        ConstantCallSite fixed = new ConstantCallSite(cat());
        assertThrows(UnsupportedOperationException.class, () -> fixed.setTarget(cat()));
    }

    @Test
    void switchPoints() throws Throwable {
        SwitchPoint p = new SwitchPoint();
        MethodHandle h = p.guardWithTest(MethodHandles.constant(int.class, 1), MethodHandles.constant(int.class, 2));
        assertEquals(1, (int) h.invokeExact());
        SwitchPoint.invalidateAll(new SwitchPoint[] {p});
        assertEquals(2, (int) h.invokeExact());
        assertTrue(p.hasBeenInvalidated());
    }

    @Test
    void metafactoryByHand() throws Throwable {
        MethodHandle impl = LOOKUP.findStatic(MethodHandlesTest.class, "step", methodType(int.class, int.class, int.class));
        CallSite site = LambdaMetafactory.metafactory(LOOKUP, "applyAsInt", methodType(IntUnaryOperator.class, int.class),
            methodType(int.class, int.class), impl, methodType(int.class, int.class));
        IntUnaryOperator op = (IntUnaryOperator) site.getTarget().invokeExact(10);
        assertEquals(23, op.applyAsInt(3));
    }

    @Test
    void proxiesAndReflection() throws Throwable {
        MethodHandle h = LOOKUP.findStatic(Integer.class, "sum", methodType(int.class, int.class, int.class));
        java.util.function.IntBinaryOperator op = MethodHandleProxies.asInterfaceInstance(java.util.function.IntBinaryOperator.class, h);
        assertEquals(9, op.applyAsInt(4, 5));
        MethodHandle unreflected = LOOKUP.unreflect(String.class.getMethod("indent", int.class));
        assertEquals(" a\n", (String) unreflected.invokeExact("a", 1));
        assertEquals("sum", LOOKUP.revealDirect(h).getName());
        assertEquals(5, (int) LOOKUP.unreflectGetter(Subject.class.getDeclaredField("field")).invoke(new Subject()));
    }

    @Test
    void invokedManyTimes() throws Throwable {
        MethodHandle add = LOOKUP.findStatic(Math.class, "addExact", methodType(int.class, int.class, int.class));
        MethodHandle inc = MethodHandles.insertArguments(add, 1, 1);
        int x = 0;
        for (int i = 0; i < 300; i++) {
            x = (int) inc.invokeExact(x);
        }
        assertEquals(300, x);
    }

    @Test
    void lookupsOfOtherClasses() throws Throwable {
        MethodHandles.Lookup in = MethodHandles.privateLookupIn(Subject.class, LOOKUP);
        assertSame(Subject.class, in.lookupClass());
        assertThrows(IllegalAccessException.class, () -> MethodHandles.privateLookupIn(String.class, LOOKUP));
        assertSame(Subject.class, LOOKUP.findClass("invoke.MethodHandlesTest$Subject"));
        assertTrue(LOOKUP.hasFullPrivilegeAccess());
        assertArrayEquals(new Class<?>[] {int.class}, LOOKUP.findConstructor(Subject.class, methodType(void.class, int.class)).type().parameterArray());
    }
}
