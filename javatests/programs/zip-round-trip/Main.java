import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Writes a zip, reads it as a ZipFile and as a file system. */
public class Main {
    public static void main(String[] args) throws IOException {
        Path zip = Path.of("archive.zip");
        CRC32 all = new CRC32();
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 5; i++) {
                ZipEntry e = new ZipEntry("folder/file" + i + ".txt");
                e.setTime(1_000_000_000_000L);
                out.putNextEntry(e);
                byte[] b = ("content " + i + "\n").repeat(100 * i).getBytes(StandardCharsets.UTF_8);
                all.update(b);
                out.write(b);
                out.closeEntry();
            }
        }
        CRC32 again = new CRC32();
        try (ZipFile f = new ZipFile(zip.toFile())) {
            System.out.println(f.size() + " entries");
            f.stream().forEach(e -> {
                try (InputStream in = f.getInputStream(e)) {
                    byte[] b = in.readAllBytes();
                    again.update(b);
                    System.out.println(e.getName() + " " + e.getSize() + " " + Long.toHexString(e.getCrc()) + " " + (e.getSize() == b.length));
                } catch (IOException x) {
                    throw new java.io.UncheckedIOException(x);
                }
            });
        }
        System.out.println(all.getValue() == again.getValue());
        try (FileSystem fs = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of("create", "false"))) {
            Files.writeString(fs.getPath("added.txt"), "added");
            Files.delete(fs.getPath("folder/file0.txt"));
            try (Stream<Path> s = Files.walk(fs.getPath("/"))) {
                s.sorted().forEach(System.out::println);
            }
        }
        try (ZipFile f = new ZipFile(zip.toFile())) {
            System.out.println(new String(f.getInputStream(f.getEntry("added.txt")).readAllBytes(), StandardCharsets.UTF_8));
        }
        Files.write(zip, new byte[] {'P', 'K', 3, 4, 0});
        try {
            new ZipFile(zip.toFile()).close();
        } catch (java.util.zip.ZipException e) {
            System.out.println(e.getMessage());
        }
    }
}
