import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Compiles many small units in one process. A request is one line, its words separated by tabs: what javac would get. The
 * answer is the number of lines of messages that follow, or "ok".
 */
public final class CompileServer {
    public static void main(String[] args) throws Exception {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            List<String> options = new ArrayList<>();
            List<String> files = new ArrayList<>();
            for (String word : line.split("\t")) {
                (word.endsWith(".java") ? files : options).add(word);
            }
            StringWriter messages = new StringWriter();
            boolean done;
            try (var manager = javac.getStandardFileManager(null, null, null)) {
                var sources = manager.getJavaFileObjectsFromStrings(files);
                done = javac.getTask(messages, manager, null, options, null, sources).call();
            }
            if (done) {
                out.println("ok");
            } else {
                String[] lines = messages.toString().split("\n");
                out.println(lines.length);
                for (String message : lines) {
                    out.println(message);
                }
            }
        }
    }
}
