import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Opens damaged jars as class path of a loader, and as jar files. Arguments: seed, how many; and the number of one to keep, with
 * the file to keep it in. Prints the number of each before it begins, and at the end how often what came of it.
 */
public final class Jars {
    private static final String[] CLASSES = {"targets/Numbers", "targets/Tables", "targets/Fuel"};
    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    private Jars() {
    }

    private static byte[] whole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("Manifest-Version: 1.0\r\nMain-Class: targets.Numbers\r\nClass-Path: other.jar\r\n\r\n".getBytes());
            zip.closeEntry();
            for (String name : CLASSES) {
                zip.putNextEntry(new ZipEntry(name + ".class"));
                zip.write(read(name));
                zip.closeEntry();
            }
            ZipEntry stored = new ZipEntry("stored.txt");
            byte[] text = "stored as it is".getBytes();
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(text.length);
            CRC32 crc = new CRC32();
            crc.update(text);
            stored.setCrc(crc.getValue());
            zip.putNextEntry(stored);
            zip.write(text);
            zip.closeEntry();
            zip.setComment("a comment");
        }
        return bytes.toByteArray();
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Jars.class.getResourceAsStream("/" + name + ".class")) {
            return in.readAllBytes();
        }
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] b = whole.clone();
        // The directory at the end is small; half of the damage goes there.
        int directory = b.length - 450;
        switch (random.nextInt(6)) {
            case 0 -> b = java.util.Arrays.copyOf(b, random.nextInt(b.length));
            case 1 -> b = java.util.Arrays.copyOfRange(b, random.nextInt(b.length), b.length);
            case 2 -> {
                for (int i = 0; i <= random.nextInt(20); i++) {
                    b[random.nextInt(b.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 3 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    b[directory + random.nextInt(b.length - directory)] = (byte) random.nextInt(256);
                }
            }
            case 4 -> {
                int at = directory + random.nextInt(b.length - directory - 4);
                java.util.Arrays.fill(b, at, at + 1 + random.nextInt(4), (byte) (random.nextBoolean() ? 255 : 127));
            }
            default -> {
                int from = random.nextInt(b.length);
                int to = random.nextInt(b.length);
                System.arraycopy(b, from, b, to, Math.min(random.nextInt(100), b.length - Math.max(from, to)));
            }
        }
        return b;
    }

    private static void attempt(String what, Fuzzed body) {
        String result;
        try {
            body.run();
            result = "ok";
        } catch (Throwable t) {
            result = t.getClass().getName();
        }
        COUNTS.merge(what + " " + result, 1, Integer::sum);
    }

    private interface Fuzzed {
        void run() throws Throwable;
    }

    private static void open(File file) {
        attempt("load", () -> {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toURI().toURL()}, null)) {
                for (String name : CLASSES) {
                    attempt("class", () -> loader.loadClass(name.replace('/', '.')).getDeclaredMethods());
                }
                try (InputStream in = loader.getResourceAsStream("stored.txt")) {
                    in.readAllBytes();
                }
            }
        });
        attempt("jar", () -> {
            try (JarFile jar = new JarFile(file)) {
                attempt("manifest", () -> jar.getManifest().getMainAttributes().size());
                jar.stream().forEach(entry -> attempt("entry", () -> {
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.readNBytes(1 << 20);
                    }
                }));
            }
        });
        attempt("stream", () -> {
            try (var zip = new java.util.zip.ZipInputStream(Files.newInputStream(file.toPath()))) {
                while (zip.getNextEntry() != null) {
                    zip.readNBytes(1 << 20);
                }
            }
        });
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        long seed = Long.parseLong(args[0]);
        byte[] whole = whole();
        if (args.length > 2) {
            int number = Integer.parseInt(args[2]);
            byte[] bytes = number < 0 ? whole : damaged(whole, new SplittableRandom(seed + number));
            Files.write(Path.of(args[3]), bytes);
            return;
        }
        File file = File.createTempFile("damaged", ".jar");
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            out.println("at " + i);
            Files.write(file.toPath(), damaged(whole, new SplittableRandom(seed + i)));
            open(file);
        }
        Files.delete(file.toPath());
        COUNTS.forEach((what, times) -> out.println("count " + times + " " + what));
        out.println("end");
    }
}
