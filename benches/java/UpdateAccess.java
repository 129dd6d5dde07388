import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Does things with one object again and again, after updates under the policy keep. For the update benchmark.
 * Arguments: "stay" if an object of each version stays, or "die"; "old" if the object is the first of them, or "new"; what
 * to do, separated by commas; how often; class files to update to, in order. The size of the memory is asked for before each
 * and after the last, and nowhere else.
 */
public class UpdateAccess {
    private static final List<Cell> kept = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        for (int i = 4; i < args.length; i++) {
            kept.add(new Cell());
            String report = update(Path.of(args[i]));
            if (!report.contains("applied")) {
                throw new AssertionError(report);
            }
            if (args[0].equals("die")) {
                WeakReference<Cell> gone = new WeakReference<>(kept.remove(0));
                while (gone.get() != null) {
                    System.gc();
                }
            }
        }
        Cell cell = args[1].equals("old") ? kept.get(0) : new Cell();
        String[] deeds = args[2].split(",");
        // What is resolved or translated once is so before.
        int[] sums = new int[deeds.length];
        long[] times = new long[deeds.length + 1];
        for (int rounds : new int[] {10, Integer.parseInt(args[3])}) {
            for (int i = 0; i < deeds.length; i++) {
                times[i] = cut();
                sums[i] = work(cell, deeds[i], rounds);
            }
            times[deeds.length] = cut();
        }
        for (int i = 0; i < deeds.length; i++) {
            System.out.println(deeds[i] + " " + sums[i] + " in " + (times[i + 1] - times[i]) + " ns");
        }
    }

    /** The benchmark cuts its counts at the native method, which nobody else calls meanwhile. */
    private static long cut() {
        Runtime.getRuntime().maxMemory();
        return System.nanoTime();
    }

    private static int work(Cell cell, String what, int rounds) {
        return switch (what) {
            case "loop" -> loop(rounds);
            case "read" -> read(cell, rounds);
            case "write" -> write(cell, rounds);
            case "virtual" -> callVirtual(cell, rounds);
            case "interface" -> callInterface(cell, rounds);
            case "special" -> cell.callSpecial(rounds);
            default -> throw new AssertionError(what);
        };
    }

    private static int loop(int rounds) {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += i;
        }
        return sum;
    }

    private static int read(Cell cell, int rounds) {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += cell.number;
        }
        return sum;
    }

    private static int write(Cell cell, int rounds) {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            cell.number = i;
            sum += i;
        }
        return sum;
    }

    private static int callVirtual(Cell cell, int rounds) {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += cell.step(i);
        }
        return sum;
    }

    private static int callInterface(Steps cell, int rounds) {
        int sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += cell.stride(i);
        }
        return sum;
    }

    /** By reflection: the class is jrun's own, and no compiler knows it. */
    private static String update(Path file) throws Exception {
        Path patch = Files.createTempFile("cell", ".patch");
        try {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(patch))) {
                add(zip, "META-INF/jrun-patch", "jrun-patch: 1\ninstances: keep\n".getBytes(StandardCharsets.UTF_8));
                add(zip, "Cell.class", Files.readAllBytes(file));
            }
            Object report = Class.forName("jrun.update.Updates").getMethod("apply", Path.class).invoke(null, patch);
            System.out.println(report);
            return report.toString();
        } finally {
            Files.delete(patch);
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws Exception {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
