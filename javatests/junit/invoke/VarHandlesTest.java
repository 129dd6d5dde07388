package invoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.invoke.WrongMethodTypeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.junit.jupiter.api.Test;

/** VarHandles: every access mode on fields, statics, arrays and byte views. */
class VarHandlesTest {
    int i = 1;
    long j = 2;
    boolean z;
    byte b;
    short s;
    char c;
    float f = 1.5f;
    double d = 2.5;
    String t = "t";
    final int fixed = 9;
    static int shared = 3;
    static volatile Object sharedObject = "o";
    volatile int updated;
    volatile String updatedText = "a";

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(VarHandlesTest.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void plainAndOrdered() {
        VarHandle h = field("i", int.class);
        h.set(this, 5);
        assertEquals(5, (int) h.get(this));
        h.setVolatile(this, 6);
        assertEquals(6, (int) h.getVolatile(this));
        h.setRelease(this, 7);
        assertEquals(7, (int) h.getAcquire(this));
        h.setOpaque(this, 8);
        assertEquals(8, (int) h.getOpaque(this));
        assertEquals(8, i);
    }

    @Test
    void compareAndSetInt() {
        VarHandle h = field("i", int.class);
        assertTrue(h.compareAndSet(this, 1, 10));
        assertFalse(h.compareAndSet(this, 1, 11));
        assertEquals(10, (int) h.compareAndExchange(this, 10, 12));
        assertEquals(12, (int) h.compareAndExchangeAcquire(this, 10, 13));
        assertEquals(12, (int) h.compareAndExchangeRelease(this, 12, 14));
        while (!h.weakCompareAndSet(this, 14, 15)) {
            Thread.onSpinWait();
        }
        while (!h.weakCompareAndSetPlain(this, 15, 16)) {
            Thread.onSpinWait();
        }
        assertEquals(16, i);
    }

    @Test
    void arithmetic() {
        VarHandle h = field("j", long.class);
        assertEquals(2L, (long) h.getAndAdd(this, 40L));
        assertEquals(42L, (long) h.getAndSet(this, 0b1100L));
        assertEquals(0b1100L, (long) h.getAndBitwiseOr(this, 0b0011L));
        assertEquals(0b1111L, (long) h.getAndBitwiseAnd(this, 0b0110L));
        assertEquals(0b0110L, (long) h.getAndBitwiseXor(this, 0b0101L));
        assertEquals(0b0011L, j);
        assertEquals(3L, (long) h.getAndAddRelease(this, -3L));
    }

    @Test
    void smallTypes() {
        VarHandle bytes = field("b", byte.class);
        assertTrue(bytes.compareAndSet(this, (byte) 0, (byte) -1));
        assertEquals((byte) -1, (byte) bytes.getAndAdd(this, (byte) 2));
        assertEquals(1, b);
        VarHandle shorts = field("s", short.class);
        assertEquals((short) 0, (short) shorts.getAndSet(this, (short) -300));
        assertTrue(shorts.compareAndSet(this, (short) -300, (short) 4));
        assertEquals(4, s);
        VarHandle chars = field("c", char.class);
        chars.setVolatile(this, 'x');
        assertEquals('x', (char) chars.getAndAdd(this, (char) 1));
        assertEquals('y', c);
        VarHandle bools = field("z", boolean.class);
        assertTrue(bools.compareAndSet(this, false, true));
        assertTrue((boolean) bools.getAndBitwiseXor(this, true));
        assertFalse(z);
    }

    @Test
    void realsAndReferences() {
        VarHandle fs = field("f", float.class);
        assertEquals(1.5f, (float) fs.getAndAdd(this, 0.25f));
        VarHandle ds = field("d", double.class);
        assertTrue(ds.compareAndSet(this, 2.5, -0.0));
        assertFalse(ds.compareAndSet(this, 0.0, 1.0));
        VarHandle ts = field("t", String.class);
        assertTrue(ts.compareAndSet(this, "t", "u"));
        assertEquals("u", (String) ts.getAndSet(this, null));
        assertSame(null, t);
        assertThrows(UnsupportedOperationException.class, () -> {
            Object o = ts.getAndAdd(this, "x");
            throw new AssertionError(o);
        });
        assertThrows(ClassCastException.class, () -> ts.set(this, (Object) 5));
    }

    @Test
    void staticFields() throws Exception {
        VarHandle h = MethodHandles.lookup().findStaticVarHandle(VarHandlesTest.class, "shared", int.class);
        h.set(10);
        assertEquals(10, (int) h.getAndAdd(5));
        assertEquals(15, shared);
        VarHandle o = MethodHandles.lookup().findStaticVarHandle(VarHandlesTest.class, "sharedObject", Object.class);
        assertTrue(o.compareAndSet("o", List.of(1)));
        assertEquals(List.of(1), o.getVolatile());
        shared = 3;
        sharedObject = "o";
    }

    @Test
    void arrays() {
        VarHandle ints = MethodHandles.arrayElementVarHandle(int[].class);
        int[] a = {1, 2, 3};
        ints.setVolatile(a, 1, 20);
        assertTrue(ints.compareAndSet(a, 1, 20, 21));
        assertEquals(21, (int) ints.getAndAdd(a, 1, 4));
        assertEquals(25, a[1]);
        assertThrows(ArrayIndexOutOfBoundsException.class, () -> ints.set(a, 3, 0));
        VarHandle objects = MethodHandles.arrayElementVarHandle(String[].class);
        String[] s = {"x"};
        assertTrue(objects.compareAndSet(s, 0, "x", "y"));
        assertEquals("y", s[0]);
        Object[] sneaky = new Integer[1];
        VarHandle any = MethodHandles.arrayElementVarHandle(Object[].class);
        assertThrows(ArrayStoreException.class, () -> any.set(sneaky, 0, "text"));
        VarHandle bytes = MethodHandles.arrayElementVarHandle(byte[].class);
        byte[] b = {1, 2, 3, 4};
        assertEquals((byte) 3, (byte) bytes.getAndAdd(b, 2, (byte) 100));
        assertEquals(103, b[2]);
        assertEquals(4, b[3]);
    }

    @Test
    void byteArrayViews() {
        VarHandle be = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
        VarHandle le = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        byte[] a = new byte[24];
        be.set(a, 1, 0x01020304);
        assertEquals(1, a[1]);
        assertEquals(4, a[4]);
        assertEquals(0x0000000004030201L << 8, (long) le.get(a, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> be.get(a, 21));
    }

    @Test
    void byteBufferViews() {
        VarHandle v = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        v.setVolatile(direct, 8, 5L);
        assertTrue(v.compareAndSet(direct, 8, 5L, 6L));
        assertEquals(6L, (long) v.getAndAdd(direct, 8, 1L));
        assertEquals(7L, direct.order(ByteOrder.nativeOrder()).getLong(8));
        ByteBuffer readOnly = direct.asReadOnlyBuffer();
        assertThrows(java.nio.ReadOnlyBufferException.class, () -> v.set(readOnly, 0, 1L));
        VarHandle shorts = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
        ByteBuffer heap = ByteBuffer.allocate(8);
        shorts.set(heap, 3, (short) 0x0102);
        assertEquals(1, heap.get(3));
    }

    @Test
    void wrongUses() {
        VarHandle h = field("i", int.class);
        assertThrows(NullPointerException.class, () -> h.get((VarHandlesTest) null));
        assertThrows(WrongMethodTypeException.class, () -> h.set(this, "text"));
        assertThrows(WrongMethodTypeException.class, () -> h.set(this));
        assertThrows(UnsupportedOperationException.class, () -> field("fixed", int.class).set(this, 1));
        assertEquals(9, (int) field("fixed", int.class).get(this));
        assertThrows(NoSuchFieldException.class, () -> MethodHandles.lookup().findVarHandle(VarHandlesTest.class, "no", int.class));
        assertThrows(IllegalAccessException.class, () -> MethodHandles.lookup().findVarHandle(VarHandlesTest.class, "shared", int.class));
        assertFalse(field("fixed", int.class).isAccessModeSupported(VarHandle.AccessMode.SET));
        assertTrue(h.isAccessModeSupported(VarHandle.AccessMode.GET_AND_ADD));
    }

    @Test
    void conversions() {
        VarHandle h = field("j", long.class);
        h.set(this, 5);
        assertEquals(5L, h.get(this));
        Object boxed = h.get(this);
        assertEquals(5L, boxed);
        h.set(this, (byte) -1);
        assertEquals(-1L, j);
        VarHandle exact = h.withInvokeExactBehavior();
        assertThrows(WrongMethodTypeException.class, () -> exact.set(this, 5));
        exact.set(this, 6L);
        assertEquals(6L, j);
    }

    @Test
    void describes() throws Throwable {
        VarHandle h = field("t", String.class);
        assertSame(String.class, h.varType());
        assertEquals(List.of(VarHandlesTest.class), h.coordinateTypes());
        var getter = h.toMethodHandle(VarHandle.AccessMode.GET_VOLATILE);
        assertEquals(MethodType.methodType(String.class, VarHandlesTest.class), getter.type());
        assertEquals("t", (String) getter.invokeExact(this));
        assertEquals("compareAndSet", VarHandle.AccessMode.COMPARE_AND_SET.methodName());
        VarHandle.fullFence();
        VarHandle.acquireFence();
        VarHandle.releaseFence();
    }

    @Test
    void fieldUpdaters() {
        AtomicIntegerFieldUpdater<VarHandlesTest> u = AtomicIntegerFieldUpdater.newUpdater(VarHandlesTest.class, "updated");
        assertEquals(1, u.incrementAndGet(this));
        assertEquals(1, u.getAndUpdate(this, x -> x * 50));
        assertEquals(50, updated);
        var r = AtomicReferenceFieldUpdater.newUpdater(VarHandlesTest.class, String.class, "updatedText");
        assertTrue(r.compareAndSet(this, "a", "b"));
        assertEquals("bc", r.accumulateAndGet(this, "c", String::concat));
        assertThrows(IllegalArgumentException.class, () -> AtomicIntegerFieldUpdater.newUpdater(VarHandlesTest.class, "i"));
    }
}
