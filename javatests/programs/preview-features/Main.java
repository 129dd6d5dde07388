import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a class that uses a preview feature, in memory, and loads it with --enable-preview. */
public class Main {
    static final String SOURCE = """
            public class Shapes implements java.util.function.Function<Object, String> {
                public String apply(Object o) {
                    return switch (o) {
                        case Integer i && i > 10 -> "big " + i;
                        case Integer i -> "int " + i;
                        case String s -> "text " + s;
                        case null -> "nothing";
                        default -> "other";
                    };
                }
            }
            """;

    static class Source extends SimpleJavaFileObject {
        Source() {
            super(URI.create("string:///Shapes.java"), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE;
        }
    }

    static class Output extends SimpleJavaFileObject {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String name) {
            super(URI.create("memory:///" + name + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    static class Files extends ForwardingJavaFileManager<JavaFileManager> {
        final Map<String, Output> outputs = new HashMap<>();

        Files(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject at) {
            return outputs.computeIfAbsent(name, Output::new);
        }
    }

    static class Loader extends ClassLoader {
        final Map<String, Output> classes;

        Loader(Map<String, Output> classes) {
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Output output = classes.get(name);
            if (output == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = output.bytes.toByteArray();
            System.out.println(name + " has minor version " + ((bytes[4] & 0xff) << 8 | bytes[5] & 0xff));
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Files files = new Files(compiler.getStandardFileManager(null, null, null));
        List<String> options = List.of("--enable-preview", "--release", "17", "-XDrawDiagnostics", "-Xlint:-options");
        boolean compiled = compiler.getTask(null, files, d -> { }, options, null, List.of(new Source())).call();
        System.out.println("compiled: " + compiled);
        Class<?> shapes = new Loader(files.outputs).loadClass("Shapes");
        var function = (java.util.function.Function<Object, String>) shapes.getConstructor().newInstance();
        for (Object o : new Object[] {3, 30, "x", null, 2.0}) {
            System.out.println(function.apply(o));
        }
    }
}
