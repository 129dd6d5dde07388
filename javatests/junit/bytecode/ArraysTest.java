package bytecode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** newarray, anewarray, multianewarray, loads and stores of every element type. */
class ArraysTest {
    @Test
    void defaultsOfEveryType() {
        assertFalse((new boolean[3])[1]);
        assertEquals(0, (new byte[1])[0]);
        assertEquals(0, (new short[1])[0]);
        assertEquals('\0', (new char[1])[0]);
        assertEquals(0, (new int[1])[0]);
        assertEquals(0L, (new long[1])[0]);
        assertEquals(0f, (new float[1])[0]);
        assertEquals(0.0, (new double[1])[0]);
        assertNull((new Object[1])[0]);
    }

    @Test
    void storesTruncateToTheElementType() {
        byte[] b = new byte[3];
        int x = 0x1FF;
        b[1] = (byte) x;
        assertEquals(0, b[0]);
        assertEquals(-1, b[1]);
        assertEquals(0, b[2]);
        short[] s = new short[3];
        s[1] = (short) 0x18000;
        assertEquals(-32768, s[1]);
        assertEquals(0, s[2]);
        char[] c = new char[3];
        c[1] = (char) -1;
        assertEquals(65535, c[1]);
        assertEquals(0, c[0]);
        boolean[] z = new boolean[3];
        z[1] = true;
        assertTrue(z[1]);
        assertFalse(z[2]);
    }

    @Test
    void wideElements() {
        long[] l = {1, Long.MIN_VALUE, 3};
        double[] d = {1, -0.0, Double.NaN};
        float[] f = {Float.MIN_VALUE, 2};
        assertEquals(Long.MIN_VALUE, l[1]);
        assertEquals(3, l[2]);
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(d[1]));
        assertTrue(d[2] != d[2]);
        assertEquals(1, Float.floatToRawIntBits(f[0]));
    }

    @Test
    void indexOutOfBounds() {
        int[] a = new int[3];
        int[] bad = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int i : bad) {
            try {
                a[i] = 1;
                fail("stored at " + i);
            } catch (ArrayIndexOutOfBoundsException e) {
                assertEquals("Index " + i + " out of bounds for length 3", e.getMessage());
            }
            try {
                fail("loaded " + a[i]);
            } catch (ArrayIndexOutOfBoundsException e) {
                assertEquals("Index " + i + " out of bounds for length 3", e.getMessage());
            }
        }
        assertArrayEquals(new int[3], a);
    }

    @Test
    void everyTypeChecksItsBounds() {
        int thrown = 0;
        for (int kind = 0; kind < 9; kind++) {
            try {
                switch (kind) {
                    case 0 -> (new boolean[0])[0] = true;
                    case 1 -> (new byte[0])[0]++;
                    case 2 -> (new short[0])[0]++;
                    case 3 -> (new char[0])[0]++;
                    case 4 -> (new int[0])[0]++;
                    case 5 -> (new long[0])[0]++;
                    case 6 -> (new float[0])[0]++;
                    case 7 -> (new double[0])[0]++;
                    default -> (new Object[0])[0] = "";
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                assertEquals("Index 0 out of bounds for length 0", e.getMessage());
                thrown++;
            }
        }
        assertEquals(9, thrown);
    }

    @Test
    void negativeSizes() {
        int n = -3;
        try {
            fail("" + new int[n].length);
        } catch (NegativeArraySizeException e) {
            assertEquals("-3", e.getMessage());
        }
        try {
            fail("" + new String[n].length);
        } catch (NegativeArraySizeException e) {
            assertEquals("-3", e.getMessage());
        }
        try {
            fail("" + new long[2][n].length);
        } catch (NegativeArraySizeException e) {
            assertEquals("-3", e.getMessage());
        }
        try {
            fail("" + new long[0][n].length);
        } catch (NegativeArraySizeException e) {
            assertEquals("-3", e.getMessage());
        }
    }

    @Test
    void storeCheck() {
        Object[] a = new Integer[2];
        a[0] = 1;
        a[1] = null;
        try {
            a[1] = "text";
            fail("stored");
        } catch (ArrayStoreException e) {
            assertEquals("java.lang.String", e.getMessage());
        }
        assertNull(a[1]);
        Object[] matrix = new int[2][];
        matrix[0] = new int[1];
        try {
            matrix[1] = new long[1];
            fail("stored");
        } catch (ArrayStoreException e) {
            assertEquals("[J", e.getMessage());
        }
        Object[] comparables = new Comparable<?>[2];
        comparables[0] = "x";
        comparables[1] = 5;
        try {
            comparables[0] = new Object();
            fail("stored");
        } catch (ArrayStoreException e) {
            assertEquals("java.lang.Object", e.getMessage());
        }
    }

    @Test
    void multiDimensional() {
        int[][][] a = new int[2][3][4];
        a[1][2][3] = 5;
        assertEquals(2, a.length);
        assertEquals(3, a[0].length);
        assertEquals(4, a[1][2].length);
        assertNotSame(a[0], a[1]);
        assertNotSame(a[0][0], a[0][1]);
        assertEquals(5, a[1][2][3]);
        assertEquals(0, a[0][2][3]);
        int[][][] partial = new int[2][2][];
        assertNull(partial[1][1]);
        partial[1][1] = new int[] {9};
        assertEquals(9, partial[1][1][0]);
        assertEquals(0, new String[0][5].length);
        assertEquals("[[[I", a.getClass().getName());
        assertEquals("[[I", a[0].getClass().getName());
    }

    @Test
    void manyDimensions() {
        byte[][][][][][][][] a = new byte[1][1][1][1][1][1][2][3];
        a[0][0][0][0][0][0][1][2] = 7;
        assertEquals(7, a[0][0][0][0][0][0][1][2]);
        assertEquals(0, a[0][0][0][0][0][0][0][2]);
    }

    @Test
    void cloneIsShallow() {
        int[][] a = {{1, 2}, {3}};
        int[][] b = a.clone();
        assertNotSame(a, b);
        assertSame(a[0], b[0]);
        b[1] = null;
        assertEquals(3, a[1][0]);
        long[] c = {1, 2, 3};
        long[] d = c.clone();
        d[0] = 9;
        assertEquals(1, c[0]);
        assertArrayEquals(new long[] {9, 2, 3}, d);
    }

    @Test
    void arraysAreObjects() {
        Object o = new int[] {1};
        assertTrue(o instanceof int[]);
        assertFalse(o instanceof long[]);
        assertFalse(o instanceof Object[]);
        assertTrue(o instanceof Cloneable);
        assertTrue(o instanceof java.io.Serializable);
        assertSame(Object.class, o.getClass().getSuperclass());
        Object s = new String[0][0];
        assertTrue(s instanceof Object[]);
        assertTrue(s instanceof Object[][]);
        assertTrue(s instanceof CharSequence[][]);
        assertFalse(s instanceof Integer[][]);
        assertTrue(s instanceof Cloneable[]);
        assertFalse(o.equals(new int[] {1}));
        assertSame(int.class, o.getClass().getComponentType());
    }

    @Test
    void compoundAssignmentEvaluatesTheIndexOnce() {
        int[] a = {10, 20, 30};
        int i = 0;
        a[i++] += 5;
        a[i++] <<= 1;
        a[i++]--;
        assertArrayEquals(new int[] {15, 40, 29}, a);
        String[] s = {"a"};
        s[0] += "b" + 1;
        assertEquals("ab1", s[0]);
        byte[] b = {127};
        b[0]++;
        assertEquals(-128, b[0]);
        char[] c = {'a'};
        assertEquals('a', c[0]++);
        assertEquals('b', c[0]);
    }

    @Test
    void lengthOfNullThrows() {
        int[] none = null;
        try {
            fail("" + none.length);
        } catch (NullPointerException e) {
            assertTrue(e.getMessage().startsWith("Cannot read the array length because"), e.getMessage());
        }
    }

    @Test
    void bigArraysKeepTheirEnds() {
        int n = 300_000;
        long[] a = new long[n];
        a[n - 1] = -1;
        a[0] = 1;
        for (int i = 1; i < n - 1; i += 1000) {
            a[i] = i;
        }
        long sum = 0;
        for (int i = 0; i < n; i += 1) {
            sum += a[i];
        }
        assertEquals(44850300L, sum);
    }
}
