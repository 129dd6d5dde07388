import agent.Agent;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

class Once { static String say() { return "plain-once"; } }

class Thrown { static String say() { return "plain-thrown"; } }

class Body { String say() { return "body-zero"; } }

class Again {
    static int calls;
    String say() { calls++; return "again-one-two-three"; }
}

class Both { static String say() { return "both-zero"; } }

class Other { static String say() { return "other-zero"; } }

class Extra00 { @Override public String toString() { return "an extra class"; } }

/** java.lang.instrument: transformers at load, redefinition, retransformation, and the questions. */
public class Main {
    static final Instrumentation FIRST = Agent.instrumentations.get(0);
    static final Instrumentation SECOND = Agent.instrumentations.get(1);

    public static void main(String[] args) throws Exception {
        atLoad();
        redefinition();
        retransformation();
        refusals();
        questions();
        searchPaths();
        threads();
    }

    static byte[] bytes(String name) throws Exception {
        try (InputStream in = Main.class.getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    static void atLoad() throws Exception {
        ClassFileTransformer once = Agent.replacing("once", "Once", "plain", "first");
        FIRST.addTransformer(once);
        SECOND.addTransformer(Agent.replacing("after it", "Once", "first-once", "second-one"));
        System.out.println(Once.say());
        System.out.println("removed: " + FIRST.removeTransformer(once) + ", " + FIRST.removeTransformer(once));

        FIRST.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                    byte[] bytes) {
                if ("Thrown".equals(name)) {
                    Arrays.fill(bytes, (byte) 0);
                    throw new IllegalStateException("nobody hears of it");
                }
                return null;
            }
        });
        System.out.println(Thrown.say());

        // A class of the boot loader that nobody has needed yet.
        FIRST.addTransformer(Agent.replacing("boot", "java/util/zip/Adler32", "no such text", "no such text"));
        System.out.println(new java.util.zip.Adler32().getValue());
    }

    static void redefinition() throws Exception {
        Body body = new Body();
        System.out.println(body.say());
        byte[] file = bytes("Body");
        FIRST.redefineClasses(new ClassDefinition(Body.class, Agent.replace(file, "body-zero", "body-one!")));
        System.out.println(body.say());
        FIRST.redefineClasses(new ClassDefinition(Body.class, file));
        System.out.println(body.say());
        // Two at once.
        System.out.println(Both.say() + " " + Other.say());
        FIRST.redefineClasses(
                new ClassDefinition(Both.class, Agent.replace(bytes("Both"), "both-zero", "both-one!")),
                new ClassDefinition(Other.class, Agent.replace(bytes("Other"), "other-zero", "other-one!")));
        System.out.println(Both.say() + " " + Other.say());
        FIRST.redefineClasses();
    }

    static void retransformation() throws Exception {
        ClassFileTransformer one = Agent.replacing("again one", "Again", "one", "ONE");
        ClassFileTransformer two = Agent.replacing("again two", "Again", "two", "TWO");
        FIRST.addTransformer(Agent.replacing("not again", "Again", "three", "THREE"));
        FIRST.addTransformer(one, true);
        SECOND.addTransformer(two, true);
        Again again = new Again();
        System.out.println(again.say());
        // The transformers begin with the class file as those without the capability left it.
        FIRST.removeTransformer(one);
        FIRST.retransformClasses(Again.class);
        System.out.println(again.say());
        SECOND.removeTransformer(two);
        SECOND.retransformClasses(Again.class, Once.class);
        System.out.println(again.say());
        FIRST.addTransformer(one, true);
        FIRST.redefineClasses(new ClassDefinition(Again.class, Agent.replace(bytes("Again"), "again", "AGAIN")));
        System.out.println(again.say());
        System.out.println("after " + Again.calls + " calls");
        FIRST.retransformClasses(String.class, java.util.ArrayList.class, Main.class);
        System.out.println(List.of("a", "b").size() + " " + "text".length());
    }

    interface Attempt { void run() throws Exception; }

    static void refused(String what, Attempt attempt) {
        try {
            attempt.run();
            System.out.println(what + ": done");
        } catch (Throwable thrown) {
            System.out.println(what + ": " + thrown.getClass().getName());
        }
    }

    static void refusals() throws Exception {
        byte[] body = bytes("Body");
        refused("another name", () -> FIRST.redefineClasses(new ClassDefinition(Both.class, body)));
        refused("no class file", () -> FIRST.redefineClasses(new ClassDefinition(Body.class, new byte[20])));
        byte[] future = body.clone();
        future[7] = 99;
        refused("a later version", () -> FIRST.redefineClasses(new ClassDefinition(Body.class, future)));
        refused("an array", () -> FIRST.retransformClasses(int[].class));
        refused("a primitive", () -> FIRST.redefineClasses(new ClassDefinition(int.class, body)));
        refused("null", () -> FIRST.redefineClasses((ClassDefinition) null));
        // One of two cannot be: neither is.
        byte[] changed = Agent.replace(body, "body-zero", "body-two!");
        refused("one of two", () -> FIRST.redefineClasses(new ClassDefinition(Body.class, changed),
                new ClassDefinition(Both.class, changed)));
        System.out.println(new Body().say());
    }

    static void questions() {
        Set<Class<?>> loaded = new HashSet<>(Arrays.<Class<?>>asList(FIRST.getAllLoadedClasses()));
        System.out.println("loaded: " + loaded.contains(Main.class) + loaded.contains(String.class)
                + loaded.contains(int[].class) + loaded.contains(Main[].class) + loaded.contains(int.class)
                + loaded.contains(null));
        Main[] array = new Main[1];
        System.out.println("array class: " + Arrays.<Class<?>>asList(FIRST.getAllLoadedClasses()).contains(array.getClass()));
        Set<Class<?>> initiated = new HashSet<>(Arrays.<Class<?>>asList(FIRST.getInitiatedClasses(Main.class.getClassLoader())));
        System.out.println("initiated: " + initiated.contains(Main.class) + initiated.contains(Body.class));
        Set<Class<?>> boot = new HashSet<>(Arrays.<Class<?>>asList(FIRST.getInitiatedClasses(null)));
        System.out.println("by the boot loader: " + boot.contains(String.class) + boot.contains(Main.class));
        long small = FIRST.getObjectSize(new byte[10]);
        long large = FIRST.getObjectSize(new byte[1000]);
        System.out.println("sizes: " + (FIRST.getObjectSize(new Object()) > 0) + (small > 0)
                + (large - small >= 984 && large - small <= 1000));
        System.out.println("modifiable: " + FIRST.isModifiableClass(Main.class)
                + FIRST.isModifiableClass(String.class) + FIRST.isModifiableClass(int.class)
                + FIRST.isModifiableClass(Main[].class));
    }

    static Path jar(String name) throws Exception {
        Path path = Path.of(name + ".jar").toAbsolutePath();
        try (OutputStream file = Files.newOutputStream(path); JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(name + ".class"));
            out.write(Agent.replace(bytes("Extra00"), "Extra00", name));
            out.closeEntry();
        }
        return path;
    }

    static void searchPaths() throws Exception {
        refused("before", () -> Class.forName("Extra01"));
        FIRST.appendToSystemClassLoaderSearch(new JarFile(jar("Extra01").toFile()));
        Class<?> system = Class.forName("Extra01");
        System.out.println(system.getClassLoader() == ClassLoader.getSystemClassLoader());
        FIRST.appendToBootstrapClassLoaderSearch(new JarFile(jar("Extra02").toFile()));
        System.out.println(Class.forName("Extra02").getClassLoader());
    }

    /** Classes that several threads load are seen one by one. */
    static void threads() throws Exception {
        Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
        FIRST.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                    byte[] bytes) {
                if (name != null && name.startsWith("java/util/concurrent/locks/Stamped")) {
                    seen.add(name);
                }
                return null;
            }
        });
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> new java.util.concurrent.locks.StampedLock().tryOptimisticRead());
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("seen: " + seen.contains("java/util/concurrent/locks/StampedLock"));
    }
}
