import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What both worlds do: files, archives and statics, with results that say whether they were disturbed. */
public class Work {
    static int rounds;
    static final StringBuilder trace = new StringBuilder();

    static String round(Path folder, int seed) throws IOException {
        rounds++;
        byte[] text = text(seed).getBytes(StandardCharsets.UTF_8);
        Path plain = folder.resolve("plain-" + seed + ".txt");
        Files.write(plain, text);
        try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
            file.seek(text.length / 2);
            file.write('#');
        }
        byte[] back = Files.readAllBytes(plain);
        Path archive = folder.resolve("archive-" + seed + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (int part = 0; part < 3; part++) {
                zip.putNextEntry(new ZipEntry("part" + part));
                zip.write(back);
                zip.closeEntry();
            }
        }
        CRC32 sum = new CRC32();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (int part = 0; part < zip.size(); part++) {
                sum.update(zip.getInputStream(zip.getEntry("part" + part)).readAllBytes());
            }
        }
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(archive)))) {
            while (zip.getNextEntry() != null) {
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                zip.transferTo(copy);
                entries += copy.size() == back.length ? 1 : 100;
            }
        }
        Files.delete(plain);
        Files.delete(archive);
        trace.append(Long.toHexString(sum.getValue())).append(' ');
        return seed + ": " + back.length + " bytes, " + entries + " entries, crc " + Long.toHexString(sum.getValue());
    }

    private static String text(int seed) {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 200; line++) {
            text.append("line ").append(line * 31 + seed).append(" of ").append(seed).append('\n');
        }
        return text.toString();
    }
}
