package io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Buffers, compression, pipes, Scanner and other streams in memory. */
@Timeout(60)
class BuffersTest {
    @Test
    void positionsAndLimits() {
        for (ByteBuffer b : new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10)}) {
            b.put((byte) 1).putShort((short) 0x0203).put(new byte[] {4, 5});
            assertEquals(5, b.position());
            b.flip();
            assertEquals(0x01020304, b.getInt());
            assertEquals(1, b.remaining());
            b.compact();
            assertEquals(1, b.position());
            assertEquals(5, b.get(0));
            b.clear().position(8);
            assertThrows(BufferOverflowException.class, () -> b.putInt(1));
            assertThrows(BufferUnderflowException.class, b::getLong);
            assertThrows(IndexOutOfBoundsException.class, () -> b.get(10));
            b.rewind().mark();
            b.get();
            b.reset();
            assertEquals(0, b.position());
        }
    }

    @Test
    void byteOrders() {
        for (ByteBuffer b : new ByteBuffer[] {ByteBuffer.allocate(32), ByteBuffer.allocateDirect(32)}) {
            b.order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x01020304).putDouble(8, 1.5).putChar(17, 'é').putFloat(21, -2.5f).putLong(24, -7L);
            assertEquals(4, b.get(0));
            assertEquals(1.5, b.getDouble(8));
            assertEquals('é', b.getChar(17));
            assertEquals(-7L, b.order(ByteOrder.BIG_ENDIAN).order(ByteOrder.LITTLE_ENDIAN).getLong(24));
            assertEquals(0x04030201, b.order(ByteOrder.BIG_ENDIAN).getInt(0));
        }
    }

    @Test
    void viewsAndSlices() {
        ByteBuffer b = ByteBuffer.allocateDirect(16);
        IntBuffer ints = b.asIntBuffer();
        ints.put(1).put(2);
        assertEquals(2, b.getInt(4));
        ByteBuffer s = b.slice(4, 4);
        s.putInt(0, 9);
        assertEquals(9, ints.get(1));
        ByteBuffer d = b.duplicate();
        d.position(3);
        assertEquals(0, b.position());
        assertThrows(ReadOnlyBufferException.class, () -> b.asReadOnlyBuffer().put((byte) 1));
        assertTrue(b.isDirect() && !b.hasArray());
        ByteBuffer w = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2).slice();
        assertEquals(1, w.arrayOffset());
        assertEquals(0, w.compareTo(ByteBuffer.wrap(new byte[] {2, 3})));
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), w);
        assertEquals(1, w.mismatch(ByteBuffer.wrap(new byte[] {2, 9})));
    }

    @Test
    void bulkCopies() {
        ByteBuffer a = ByteBuffer.allocateDirect(1000);
        for (int i = 0; i < 1000; i++) {
            a.put((byte) i);
        }
        a.flip();
        ByteBuffer h = ByteBuffer.allocate(1000);
        h.put(a);
        byte[] out = new byte[500];
        h.flip().position(250);
        h.get(out);
        assertEquals((byte) 250, out[0]);
        assertEquals((byte) 749, out[499]);
        CharBuffer c = CharBuffer.wrap("hello").subSequence(1, 3);
        assertEquals("el", c.toString());
    }

    @Test
    void encodersAndDecoders() throws Exception {
        ByteBuffer b = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap("a€"));
        assertEquals(4, b.remaining());
        assertEquals("a€", StandardCharsets.UTF_8.decode(b).toString());
        assertThrows(CharacterCodingException.class, () -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) 0xc3})));
        assertFalse(StandardCharsets.US_ASCII.newEncoder().canEncode('é'));
    }

    private static byte[] text() {
        return "the quick brown fox ".repeat(200).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void gzip() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream g = new GZIPOutputStream(out)) {
            g.write(text());
        }
        assertTrue(out.size() < 200);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertArrayEquals(text(), in.readAllBytes());
        }
        byte[] broken = out.toByteArray();
        broken[broken.length - 6]++;
        assertThrows(ZipException.class, () -> new GZIPInputStream(new ByteArrayInputStream(broken)).readAllBytes());
    }

    @Test
    void deflateAndInflate() throws Exception {
        Deflater d = new Deflater(9, true);
        d.setInput(text());
        d.finish();
        byte[] packed = new byte[4000];
        int n = d.deflate(packed);
        assertTrue(d.finished());
        assertEquals(4000, d.getTotalIn());
        d.end();
        Inflater i = new Inflater(true);
        i.setInput(packed, 0, n);
        byte[] back = new byte[5000];
        assertEquals(4000, i.inflate(back));
        assertTrue(i.finished());
        i.end();
        assertArrayEquals(text(), java.util.Arrays.copyOf(back, 4000));
    }

    @Test
    void zip() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream z = new ZipOutputStream(out)) {
            z.setComment("c");
            z.putNextEntry(new ZipEntry("dir/a.txt"));
            z.write(text());
            z.closeEntry();
            ZipEntry stored = new ZipEntry("ž");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(1);
            stored.setCrc(0xd202ef8dL);
            z.putNextEntry(stored);
            z.write(0);
        }
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            ZipEntry e = in.getNextEntry();
            assertEquals("dir/a.txt", e.getName());
            assertArrayEquals(text(), in.readAllBytes());
            assertEquals("ž", in.getNextEntry().getName());
            assertEquals(0, in.read());
            assertEquals(null, in.getNextEntry());
        }
    }

    @Test
    void jars() throws IOException {
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        m.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "x.Y");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream j = new JarOutputStream(out, m)) {
            j.putNextEntry(new ZipEntry("x/"));
        }
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertEquals("x.Y", in.getManifest().getMainAttributes().getValue("Main-Class"));
            assertEquals("x/", in.getNextJarEntry().getName());
        }
    }

    @Test
    void pipes() throws Exception {
        PipedInputStream in = new PipedInputStream(16);
        PipedOutputStream out = new PipedOutputStream(in);
        Thread t = new Thread(() -> {
            try (out) {
                for (int i = 0; i < 200; i++) {
                    out.write(i);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        t.start();
        byte[] all = in.readAllBytes();
        t.join();
        assertEquals(200, all.length);
        assertEquals((byte) 199, all[199]);
        Pipe p = Pipe.open();
        p.sink().write(ByteBuffer.wrap(new byte[] {5}));
        ByteBuffer b = ByteBuffer.allocate(1);
        p.source().read(b);
        assertEquals(5, b.get(0));
        p.sink().close();
        p.source().close();
    }

    @Test
    void scanners() {
        Scanner s = new Scanner("12 word 3.5 true\nrest of line\n0x1f").useLocale(java.util.Locale.ROOT);
        assertEquals(12, s.nextInt());
        assertFalse(s.hasNextInt());
        assertEquals("word", s.next());
        assertEquals(3.5, s.nextDouble());
        assertTrue(s.nextBoolean());
        assertEquals("", s.nextLine());
        assertEquals("rest of line", s.nextLine());
        assertThrows(java.util.InputMismatchException.class, s::nextInt);
        assertEquals(3, new Scanner("a,b;c").useDelimiter("[,;]").tokens().count());
        assertEquals("42", new Scanner("key=42").findInLine("\\d+"));
    }

    @Test
    void combinedStreams() throws IOException {
        SequenceInputStream s = new SequenceInputStream(new ByteArrayInputStream(new byte[] {1}), new ByteArrayInputStream(new byte[] {2, 3}));
        assertArrayEquals(new byte[] {1, 2, 3}, s.readAllBytes());
        PushbackInputStream p = new PushbackInputStream(new ByteArrayInputStream(new byte[] {7}));
        int x = p.read();
        p.unread(x + 1);
        assertEquals(8, p.read());
        StreamTokenizer t = new StreamTokenizer(new StringReader("sum = 3.5 + 'q'"));
        StringBuilder b = new StringBuilder();
        while (t.nextToken() != StreamTokenizer.TT_EOF) {
            b.append(t.ttype == StreamTokenizer.TT_WORD || t.ttype == '\'' ? t.sval : t.ttype == StreamTokenizer.TT_NUMBER ? "" + t.nval : "" + (char) t.ttype).append(' ');
        }
        assertEquals("sum = 3.5 + q ", b.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ByteArrayInputStream(text()).transferTo(out);
        assertEquals(4000, out.size());
        assertEquals(1, Channels.newChannel(new ByteArrayInputStream(new byte[] {1})).read(ByteBuffer.allocate(9)));
    }
}
