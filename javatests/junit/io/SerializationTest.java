package io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Object serialization. */
class SerializationTest {
    private static byte[] write(Object o) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(b)) {
            out.writeObject(o);
        }
        return b.toByteArray();
    }

    @SuppressWarnings("unchecked")
    private static <T> T read(byte[] b) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(b))) {
            return (T) in.readObject();
        }
    }

    private static <T> T copy(T o) throws Exception {
        return read(write(o));
    }

    static class Plain {
        int fromConstructor = 1;
    }

    static class Data extends Plain implements Serializable {
        private static final long serialVersionUID = 1;
        int i = 5;
        final long fixed;
        double[] ds = {1, 2};
        String s = "text";
        transient Object lost = "lost";
        Data self;

        Data(long fixed) {
            this.fixed = fixed;
            fromConstructor = 99;
        }
    }

    @Test
    void fieldsAndCycles() throws Exception {
        Data d = new Data(Long.parseLong("77"));
        d.i = 6;
        d.self = d;
        Data c = copy(d);
        assertNotSame(d, c);
        assertSame(c, c.self);
        assertEquals("6 77 [1.0, 2.0] text", c.i + " " + c.fixed + " " + Arrays.toString(c.ds) + " " + c.s);
        assertNull(c.lost);
        assertEquals(1, c.fromConstructor);
    }

    static class Custom implements Serializable {
        private static final long serialVersionUID = 1;
        transient int secret;
        transient String log = "";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(secret ^ 0xFF);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            secret = in.readInt() ^ 0xFF;
            log = "read";
        }
    }

    @Test
    void ownMethods() throws Exception {
        Custom c = new Custom();
        c.secret = 1234;
        Custom d = copy(c);
        assertEquals(1234, d.secret);
        assertEquals("read", d.log);
    }

    static final class Single implements Serializable {
        private static final long serialVersionUID = 1;
        static final Single INSTANCE = new Single();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    static class Replaced implements Serializable {
        private static final long serialVersionUID = 1;

        private Object writeReplace() {
            return "stand-in";
        }
    }

    @Test
    void replacement() throws Exception {
        assertSame(Single.INSTANCE, copy(Single.INSTANCE));
        assertEquals("stand-in", SerializationTest.<Object>copy(new Replaced()));
    }

    public static class External implements Externalizable {
        String v = "from constructor";

        public External() {
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF(v + "!");
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            v += in.readUTF();
        }
    }

    @Test
    void externalizable() throws Exception {
        External e = new External();
        e.v = "x";
        assertEquals("from constructorx!", copy(e).v);
    }

    enum Color {
        RED, GREEN
    }

    record Pair(int a, String b) implements Serializable {
        Pair {
            if (a < 0) {
                throw new IllegalArgumentException();
            }
        }
    }

    @Test
    void enumsRecordsCollections() throws Exception {
        assertSame(Color.GREEN, copy(Color.GREEN));
        assertEquals(new Pair(1, "b"), copy(new Pair(1, "b")));
        Map<String, List<Object>> m = new LinkedHashMap<>();
        m.put("k", new ArrayList<>(Arrays.asList(1, 2.5, null, 'c', new int[0].length)));
        assertEquals(m, copy(m));
        assertEquals(List.of(1, 2), copy(List.of(1, 2)));
        assertEquals(java.time.LocalDate.of(2013, 8, 26), copy(java.time.LocalDate.of(2013, 8, 26)));
        assertEquals(new java.math.BigDecimal("1.50"), copy(new java.math.BigDecimal("1.50")));
        int[][] a = copy(new int[][] {{1}, null, {2, 3}});
        assertEquals("[[1], null, [2, 3]]", Arrays.deepToString(a));
        Throwable t = copy(new IllegalStateException("x", new Exception("cause")));
        assertEquals("cause", t.getCause().getMessage());
    }

    @Test
    void sharedReferencesStayShared() throws Exception {
        Object o = new ArrayList<>(List.of("x"));
        Object[] c = copy(new Object[] {o, o});
        assertSame(c[0], c[1]);
    }

    @Test
    void failures() throws Exception {
        assertEquals("java.lang.Object", assertThrows(NotSerializableException.class, () -> write(new Object[] {new Object()})).getMessage());
        byte[] b = write(new Pair(1, "b"));
        assertThrows(IOException.class, () -> read(Arrays.copyOf(b, b.length - 1)));
        assertThrows(java.io.StreamCorruptedException.class, () -> read(new byte[] {1, 2, 3, 4}));
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(b))) {
            in.setObjectInputFilter(i -> i.serialClass() == Pair.class ? ObjectInputFilter.Status.REJECTED : ObjectInputFilter.Status.UNDECIDED);
            assertThrows(InvalidClassException.class, in::readObject);
        }
    }

    static class Computed implements Serializable {
        int a;
        private String b;

        public void m(long x) {
        }
    }

    @Test
    void computedVersionIds() {
        assertEquals(1L, ObjectStreamClass.lookup(Data.class).getSerialVersionUID());
        assertEquals(362498820763181265L, ObjectStreamClass.lookup(java.util.HashMap.class).getSerialVersionUID());
        assertTrue(ObjectStreamClass.lookup(Computed.class).getSerialVersionUID() != 0);
        assertEquals(2, ObjectStreamClass.lookup(Computed.class).getFields().length);
    }
}
