import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import jdk.internal.org.objectweb.asm.ClassReader;
import jdk.internal.org.objectweb.asm.ClassVisitor;
import jdk.internal.org.objectweb.asm.ClassWriter;
import jdk.internal.org.objectweb.asm.FieldVisitor;
import jdk.internal.org.objectweb.asm.MethodVisitor;
import jdk.internal.org.objectweb.asm.Opcodes;
import jdk.internal.org.objectweb.asm.commons.ClassRemapper;
import jdk.internal.org.objectweb.asm.commons.SimpleRemapper;

/**
 * Compiles many small units in one process. A request is one line, its words separated by tabs: what javac would get, or
 * "core", the folder for the class library's own file, the folder of the compiled additions and the class's name. The answer
 * is the number of lines of messages that follow, or "ok".
 */
public final class CompileServer {
    public static void main(String[] args) throws Exception {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            if (line.startsWith("core\t")) {
                String[] words = line.split("\t");
                core(Path.of(words[1]), Path.of(words[2]), words[3]);
                out.println("ok");
                continue;
            }
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

    private static final String REMOVE = "remove$";

    /** Adds the members of core.java_util_X to java.util.X: methods replace those of the same name and descriptor. */
    private static void core(Path original, Path additions, String name) throws Exception {
        String target = name.replace('_', '/');
        byte[] bytes;
        try (var in = Object.class.getResourceAsStream("/" + target + ".class")) {
            bytes = in.readAllBytes();
        }
        Path file = additions.resolve("core/" + name + ".class");
        byte[] patched = merge(bytes, Files.readAllBytes(file), name, target);
        Files.delete(file);
        write(original.resolve(target + ".class"), bytes);
        write(additions.resolve(target + ".class"), patched);
    }

    private static void write(Path file, byte[] bytes) throws Exception {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] merge(byte[] original, byte[] added, String name, String target) {
        ClassReader addition = new ClassReader(added);
        // Abstract and native methods, and fields that are there already, only stand for what the class has.
        Set<String> replaced = new HashSet<>();
        addition.accept(new ClassVisitor(Opcodes.ASM8) {
            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] thrown) {
                // remove$x: x goes.
                if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0 || method.startsWith(REMOVE)) {
                    String meant = method.startsWith(REMOVE) ? method.substring(REMOVE.length()) : method;
                    replaced.add(meant + descriptor.replace("core/" + name, target));
                }
                return null;
            }

            @Override
            public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
                replaced.add(field.startsWith(REMOVE) ? field.substring(REMOVE.length()) + descriptor : "");
                return null;
            }
        }, 0);
        ClassWriter writer = new ClassWriter(0);
        Set<String> present = new HashSet<>();
        new ClassReader(original).accept(new ClassVisitor(Opcodes.ASM8, writer) {
            @Override
            public void visit(int version, int access, String own, String signature, String parent, String[] interfaces) {
                List<String> all = new ArrayList<>(List.of(interfaces));
                all.addAll(List.of(addition.getInterfaces()));
                String generic = addition.getInterfaces().length == 0 ? signature : null;
                super.visit(version, access, own, generic, parent, all.toArray(new String[0]));
            }

            @Override
            public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
                present.add(field + descriptor);
                return replaced.contains(field + descriptor) ? null : super.visitField(access, field, descriptor, signature, value);
            }

            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] thrown) {
                boolean kept = method.startsWith("<") || !replaced.contains(method + descriptor);
                return kept ? super.visitMethod(access, method, descriptor, signature, thrown) : null;
            }

            @Override
            public void visitEnd() {
                addition.accept(members(cv), 0);
                super.visitEnd();
            }

            private ClassVisitor members(ClassVisitor to) {
                ClassVisitor only = new ClassVisitor(Opcodes.ASM8) {
                    @Override
                    public FieldVisitor visitField(int access, String field, String kind, String signature, Object value) {
                        boolean isNew = !present.contains(field + kind) && !field.startsWith(REMOVE);
                        return isNew ? to.visitField(access, field, kind, null, value) : null;
                    }

                    @Override
                    public MethodVisitor visitMethod(int access, String method, String kind, String signature, String[] thrown) {
                        boolean isNew = !method.startsWith("<") && replaced.contains(method + kind);
                        return isNew ? to.visitMethod(access, method, kind, null, thrown) : null;
                    }
                };
                return new ClassRemapper(only, new SimpleRemapper("core/" + name, target));
            }
        }, 0);
        return writer.toByteArray();
    }
}
