import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles each source named into its own folder, all in one virtual machine. For the update benchmark. */
public class CompileEach {
    public static void main(String[] sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (String source : sources) {
            int code = compiler.run(null, null, null, "-d", Path.of(source).getParent().toString(), source);
            if (code != 0) {
                System.exit(code);
            }
        }
    }
}
