import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.logging.Level;
import java.util.spi.ToolProvider;

/** -Xbootclasspath/a with a folder and a jar, and --patch-module of modules of the bootstrap loader. */
public class Main {
    public static class Appended {
        public String toString() {
            Class<?> type = getClass();
            return type.getName() + " by " + type.getClassLoader() + " in a named module: " + type.getModule().isNamed() + ", " + type.getPackage();
        }
    }

    static void start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.out);
        System.out.println("exit " + process.waitFor());
    }

    static void jar(Path jar, String name, byte[] bytes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(name));
            out.write(bytes);
        }
    }

    public static void main(String[] args) throws Exception {
        String classes = System.getProperty("java.class.path");
        if (args.length > 0) {
            System.out.println(new Appended());
            System.out.println(Main.class.getClassLoader() == ClassLoader.getSystemClassLoader());
            try (InputStream own = Object.class.getResourceAsStream("/Main$Appended.class")) {
                System.out.println("found as a resource: " + (own != null));
            }
            System.out.println(System.getProperty("jdk.boot.class.path.append"));
            return;
        }
        Path work = Files.createTempDirectory("boot");
        Path folder = Files.createDirectories(work.resolve("folder"));
        byte[] appended = Files.readAllBytes(Path.of(classes, "Main$Appended.class"));
        Files.write(folder.resolve("Main$Appended.class"), appended);
        start("-Xbootclasspath/a:" + folder, "-cp", classes, "Main", "child");
        Path jar = work.resolve("appended.jar");
        jar(jar, "Main$Appended.class", appended);
        start("-Xbootclasspath/a:" + work.resolve("missing") + ":" + jar, "-cp", classes, "Main", "child");

        Path source = Files.createDirectories(work.resolve("source/java/util/logging")).resolve("Level.java");
        Files.writeString(source, """
                package java.util.logging;
                public class Level implements java.io.Serializable {
                    public static void main(String[] a) {
                        System.out.println("patched: " + Level.class.getModule() + " " + Level.class.getClassLoader());
                        System.out.println(Logger.class.getModule() == Level.class.getModule());
                    }
                }
                """);
        Path patch = work.resolve("patch");
        int code = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-d", patch.toString(),
                "--patch-module", "java.logging=" + source.getParent().getParent().getParent().getParent(), source.toString());
        System.out.println("javac " + code + ", unpatched here: " + Level.INFO);
        start("--patch-module", "java.logging=" + patch, "-m", "java.logging/java.util.logging.Level");
        Path patchJar = work.resolve("patch.jar");
        jar(patchJar, "java/util/logging/Level.class", Files.readAllBytes(patch.resolve("java/util/logging/Level.class")));
        start("--patch-module", "java.logging=" + patchJar, "-m", "java.logging/java.util.logging.Level");
    }
}
