import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Redefines the class Changing from the class files whose paths come on standard input. For the update benchmark on java. */
public class UpdateAgent {
    public static void premain(String arguments, Instrumentation instrumentation) {
        Thread thread = new Thread(() -> redefine(instrumentation), "update agent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void redefine(Instrumentation instrumentation) {
        try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in))) {
            for (String path = paths.readLine(); path != null; path = paths.readLine()) {
                Class<?> changing = Class.forName("Changing", true, ClassLoader.getSystemClassLoader());
                instrumentation.redefineClasses(new ClassDefinition(changing, Files.readAllBytes(Path.of(path))));
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
