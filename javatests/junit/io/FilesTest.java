package io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** java.io and java.nio.file on a temporary folder. */
class FilesTest {
    private Path dir;

    @BeforeEach
    void make() throws IOException {
        dir = Files.createTempDirectory("files-test");
    }

    @AfterEach
    void remove() throws IOException {
        Files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path f, BasicFileAttributes a) throws IOException {
                Files.delete(f);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path d, IOException e) throws IOException {
                Files.delete(d);
                return FileVisitResult.CONTINUE;
            }
        });
        assertFalse(Files.exists(dir));
    }

    @Test
    void wholeFiles() throws IOException {
        Path f = dir.resolve("a.txt");
        Files.writeString(f, "žluť\nline 2\n");
        assertEquals(List.of("žluť", "line 2"), Files.readAllLines(f));
        assertEquals(14, Files.size(f));
        Files.write(f, List.of("more"), StandardOpenOption.APPEND);
        assertEquals("žluť\nline 2\nmore\n", Files.readString(f));
        Files.write(f, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(f));
        try (Stream<String> s = Files.lines(Files.writeString(f, "x\ny"))) {
            assertEquals("xy", s.collect(Collectors.joining()));
        }
    }

    @Test
    void oldStreams() throws IOException {
        File f = dir.resolve("b.bin").toFile();
        try (FileOutputStream out = new FileOutputStream(f)) {
            out.write(200);
            out.write(new byte[] {1, 2, 3, 4}, 1, 2);
        }
        try (FileInputStream in = new FileInputStream(f)) {
            assertEquals(3, in.available());
            assertEquals(200, in.read());
            assertEquals(1, in.skip(1));
            assertEquals(3, in.read());
            assertEquals(-1, in.read());
        }
        try (FileOutputStream out = new FileOutputStream(f, true)) {
            out.write(9);
        }
        assertEquals(4, f.length());
        FileNotFoundException e = assertThrows(FileNotFoundException.class, () -> new FileInputStream("/no/such/file"));
        assertEquals("/no/such/file (No such file or directory)", e.getMessage());
    }

    @Test
    void readersAndWriters() throws IOException {
        File f = dir.resolve("c.txt").toFile();
        try (BufferedWriter w = new BufferedWriter(new FileWriter(f, StandardCharsets.UTF_16))) {
            w.write("first");
            w.newLine();
            w.write("zweite Zeile ü", 0, 13);
        }
        try (BufferedReader r = new BufferedReader(new FileReader(f, StandardCharsets.UTF_16))) {
            assertEquals("first", r.readLine());
            r.mark(10);
            assertEquals('z', r.read());
            r.reset();
            assertEquals("zweite Zeile ", r.readLine());
            assertEquals(null, r.readLine());
        }
    }

    @Test
    void dataStreams() throws IOException {
        Path f = dir.resolve("d");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(f))) {
            out.writeInt(-5);
            out.writeLong(1L << 40);
            out.writeDouble(2.5);
            out.writeUTF("a\0é€");
            out.writeBoolean(true);
            assertEquals(4 + 8 + 8 + 2 + 8 + 1, out.size());
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(f))) {
            assertEquals(-5, in.readInt());
            assertEquals(1L << 40, in.readLong());
            assertEquals(2.5, in.readDouble());
            assertEquals("a\0é€", in.readUTF());
            assertTrue(in.readBoolean());
            assertThrows(java.io.EOFException.class, in::readInt);
        }
    }

    @Test
    void randomAccess() throws IOException {
        try (RandomAccessFile r = new RandomAccessFile(dir.resolve("r").toFile(), "rw")) {
            r.writeInt(1);
            r.seek(100);
            r.write(7);
            assertEquals(101, r.length());
            r.seek(0);
            assertEquals(1, r.readInt());
            assertEquals(4, r.getFilePointer());
            r.setLength(2);
            assertEquals(2, r.length());
        }
    }

    @Test
    void channels() throws IOException {
        Path f = dir.resolve("ch");
        try (FileChannel c = FileChannel.open(f, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer b = ByteBuffer.allocateDirect(16);
            b.putLong(5).putLong(6).flip();
            assertEquals(16, c.write(b));
            assertEquals(8, c.write(ByteBuffer.wrap(new byte[8]), 16));
            ByteBuffer[] scatter = {ByteBuffer.allocate(8), ByteBuffer.allocate(100)};
            c.position(0);
            assertEquals(24, c.read(scatter));
            assertEquals(5, scatter[0].flip().getLong());
            assertEquals(16, scatter[1].position());
            c.truncate(8);
            assertEquals(8, c.size());
            assertEquals(-1, c.read(ByteBuffer.allocate(1), 8));
        }
    }

    @Test
    void mappedFiles() throws IOException {
        Path f = dir.resolve("m");
        Files.write(f, new byte[4096]);
        try (FileChannel c = FileChannel.open(f, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer m = c.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            m.putInt(100, 0x01020304);
            m.force();
            assertEquals(3, Files.readAllBytes(f)[102]);
            assertEquals(0, m.get(4095));
        }
    }

    @Test
    void directoriesAndAttributes() throws IOException {
        Path sub = Files.createDirectories(dir.resolve("x/y/z"));
        Files.writeString(sub.resolve("f1"), "1");
        Files.writeString(dir.resolve("x/f2"), "22");
        try (Stream<Path> s = Files.walk(dir)) {
            assertEquals("[, x, x/f2, x/y, x/y/z, x/y/z/f1]", s.map(p -> dir.relativize(p).toString()).sorted().toList().toString());
        }
        try (Stream<Path> s = Files.list(dir)) {
            assertEquals(1, s.count());
        }
        try (var ds = Files.newDirectoryStream(dir.resolve("x"), "f*")) {
            assertEquals("f2", ds.iterator().next().getFileName().toString());
        }
        assertTrue(Files.isDirectory(sub) && Files.isRegularFile(sub.resolve("f1")));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(sub));
        BasicFileAttributes a = Files.readAttributes(sub.resolve("f1"), BasicFileAttributes.class);
        assertEquals(1, a.size());
        Files.setLastModifiedTime(sub, FileTime.fromMillis(1_000_000));
        assertEquals(1_000_000, sub.toFile().lastModified());
        assertArrayEquals(new String[] {"f1"}, sub.toFile().list());
    }

    @Test
    void copyMoveDelete() throws IOException {
        Path a = Files.writeString(dir.resolve("a"), "content");
        Path b = dir.resolve("b");
        Files.copy(a, b);
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(a, b));
        Files.writeString(a, "new");
        Files.copy(a, b, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("new", Files.readString(b));
        Files.move(a, dir.resolve("c"));
        assertFalse(Files.exists(a));
        assertEquals(-1, Files.mismatch(b, dir.resolve("c")));
        assertTrue(Files.deleteIfExists(b));
        assertFalse(Files.deleteIfExists(b));
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> Files.readString(b));
        assertEquals(b.toString(), e.getMessage());
    }

    @Test
    void linksAndPermissions() throws IOException {
        Path f = Files.writeString(dir.resolve("target"), "x");
        Path l = Files.createSymbolicLink(dir.resolve("link"), Path.of("target"));
        assertTrue(Files.isSymbolicLink(l));
        assertEquals("target", Files.readSymbolicLink(l).toString());
        assertEquals("x", Files.readString(l));
        assertEquals(f.toRealPath(), l.toRealPath());
        Files.setPosixFilePermissions(f, PosixFilePermissions.fromString("r--r-----"));
        assertEquals("r--r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(f)));
        assertTrue(Files.isSameFile(f, l));
    }

    @Test
    void paths() {
        Path p = Path.of("/a/b/../c/./d.txt");
        assertEquals("/a/c/d.txt", p.normalize().toString());
        assertEquals("d.txt", p.getFileName().toString());
        assertEquals("/a/b/../c/.", p.getParent().toString());
        assertEquals(6, p.getNameCount());
        assertEquals("b/..", p.subpath(1, 3).toString());
        assertEquals("../../x", Path.of("/a/b/c").relativize(Path.of("/a/x")).toString());
        assertEquals("/r/x", Path.of("/r").resolve("x").toString());
        assertEquals("/abs", Path.of("/r").resolve("/abs").toString());
        assertTrue(Path.of("/a/b").startsWith("/a") && !Path.of("/ab").startsWith("/a"));
        assertEquals("file:///tmp/x%20y", Path.of("/tmp/x y").toUri().toString());
        assertEquals(new File("/q/r"), Path.of("/q/r").toFile());
    }

    @Test
    void oldFileMethods() throws IOException {
        File f = new File(dir.toFile(), "old");
        assertTrue(f.createNewFile());
        assertFalse(f.createNewFile());
        assertTrue(f.renameTo(new File(dir.toFile(), "renamed")));
        assertFalse(f.exists());
        File d = new File(dir.toFile(), "p/q");
        assertFalse(d.mkdir());
        assertTrue(d.mkdirs());
        assertTrue(new File(dir.toFile(), "p").isDirectory());
        File t = File.createTempFile("pre", ".suf", dir.toFile());
        assertTrue(t.getName().startsWith("pre") && t.getName().endsWith(".suf") && t.delete());
        assertEquals("/x/y", new File("/x", "y").getPath());
    }

    @Test
    void printStreams() throws IOException {
        Path f = dir.resolve("print");
        try (PrintStream p = new PrintStream(f.toFile(), StandardCharsets.UTF_8)) {
            p.printf("%s-%d%n", "a", 1);
            p.print('c');
            p.println(new char[] {'x', 'y'});
            p.append("end").flush();
            assertFalse(p.checkError());
        }
        assertEquals("a-1\ncxy\nend", Files.readString(f));
    }
}
