import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Takes damaged classes through definition, linking, reflection, initialization and execution, each in a loader of its own.
 *
 * <p>Arguments: seed, first number, end of numbers. Prints the number of each class before it begins, and at the end how often
 * which stage was reached. One that never ends is left behind in its thread; after too many of these the process gives up with
 * status 3, and the caller goes on behind the last number.
 */
public final class Fuzz {
    private static final String[] TARGETS = {"Numbers", "Tables", "Tables$1", "Shapes", "Shapes$Measured", "Shapes$Colour",
        "Shapes$Colour$1", "Shapes$Point", "Shapes$Tree", "Shapes$Leaf", "Shapes$Node", "Shapes$Square", "Shapes$Inner", "Shapes$1",
        "Flow", "Flow$Trouble", "Generic", "Generic$Small", "Generic$Marked", "Generic$Cell", "Generic$1", "Generic$Oops"};
    /** Classes of the JDK that are linked and looked at, but neither initialized nor run. */
    private static final String[] OTHERS = {"com/sun/tools/javac/util/List", "com/sun/tools/javac/util/Name",
        "com/sun/tools/javac/util/Position", "com/sun/tools/javac/util/Convert", "com/sun/tools/javac/code/Type$ArrayType",
        "com/sun/tools/javac/code/Kinds$Kind", "com/sun/tools/javac/code/Symbol$VarSymbol", "com/sun/tools/javac/jvm/Code$State",
        "com/sun/tools/javac/jvm/Items", "com/sun/tools/javac/tree/JCTree$JCBinary", "com/sun/tools/javac/parser/Tokens$TokenKind",
        "sun/security/util/BitArray", "sun/security/util/DerInputStream", "jdk/internal/util/xml/impl/Pair", "sun/net/util/IPAddressUtil",
        "jdk/internal/org/objectweb/asm/ByteVector", "jdk/internal/org/objectweb/asm/Frame", "jdk/internal/math/FDBigInteger"};
    private static final int STUCK = 2;

    private static final Map<String, byte[]> TARGET_BYTES = new HashMap<>();
    private static final List<byte[]> BASES = new ArrayList<>();
    private static final PrintStream OUT = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);

    private static long seed;
    private static volatile int end;
    /** What is under way, and since when. */
    private static volatile int current;
    private static volatile long since;
    private static volatile boolean done;
    private static int runnable;
    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    private Fuzz() {
    }

    /** Gives the targets to one another; one of them is damaged. */
    private static final class Loader extends ClassLoader {
        private final String damagedName;
        private final byte[] damaged;

        Loader(String damagedName, byte[] damaged) {
            super(Fuzz.class.getClassLoader());
            this.damagedName = damagedName;
            this.damaged = damaged;
        }

        Class<?> define() {
            return defineClass(null, damaged, 0, damaged.length);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> found = findLoadedClass(name);
                if (found != null) {
                    return found;
                }
                byte[] bytes = name.equals(damagedName) ? damaged : TARGET_BYTES.get(name);
                return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(resource + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static void bases() throws IOException {
        for (String name : TARGETS) {
            byte[] bytes = read("targets/" + name);
            if (bytes != null) {
                TARGET_BYTES.put("targets." + name, bytes);
                BASES.add(bytes);
            }
        }
        runnable = BASES.size();
        for (String name : OTHERS) {
            byte[] bytes = read(name);
            if (bytes == null) {
                bytes = Object.class.getResourceAsStream("/" + name + ".class").readAllBytes();
            }
            BASES.add(bytes);
        }
    }

    private static void count(String what) {
        synchronized (COUNTS) {
            COUNTS.merge(what, 1, Integer::sum);
        }
    }

    private static boolean attempt(String stage, Body body) {
        try {
            body.run();
            count(stage + " ok");
            return true;
        } catch (InvocationTargetException e) {
            count(stage + " " + e.getCause().getClass().getName());
        } catch (Throwable t) {
            count(stage + " " + t.getClass().getName());
        }
        return false;
    }

    private interface Body {
        void run() throws Throwable;
    }

    private static String nameOf(int base) {
        int at = 0;
        for (String name : TARGETS) {
            if (TARGET_BYTES.containsKey("targets." + name) && at++ == base) {
                return "targets." + name;
            }
        }
        return null;
    }

    private static byte[] mutant(int number, int[] chosen) {
        SplittableRandom random = new SplittableRandom(seed + number);
        // Three of four mutants can run.
        int base = random.nextInt(4) > 0 ? random.nextInt(runnable) : runnable + random.nextInt(BASES.size() - runnable);
        chosen[0] = base;
        return new Mutator(random, BASES).mutate(BASES.get(base), random.nextInt(Mutator.KINDS));
    }

    private static void one(int number) {
        int[] chosen = new int[1];
        byte[] bytes = mutant(number, chosen);
        boolean runs = chosen[0] < runnable;
        Loader loader = new Loader(runs ? nameOf(chosen[0]) : null, bytes);
        Class<?>[] defined = new Class<?>[1];
        if (!attempt("define", () -> defined[0] = loader.define())) {
            return;
        }
        Class<?> c = defined[0];
        Fuel.fill();
        // Asking for methods links the class.
        if (attempt("link", c::getDeclaredMethods)) {
            attempt("reflect", () -> look(c));
        }
        if (!runs || !attempt("initialize", () -> Class.forName(c.getName(), true, loader))) {
            return;
        }
        // A damaged class that nobody calls is reached through the others.
        run(c, loader, c);
        String outer = c.getName().replaceAll("\\$.*", "");
        if (!outer.equals(c.getName())) {
            attempt("outer", () -> run(loader.loadClass(outer), loader, c));
        }
    }

    private static void run(Class<?> c, Loader loader, Class<?> damaged) {
        Method[] methods;
        try {
            methods = c.getDeclaredMethods();
        } catch (Throwable t) {
            count("run " + t.getClass().getName());
            return;
        }
        for (Method method : methods) {
            if (Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0) {
                Fuel.fill();
                attempt("run", () -> {
                    method.setAccessible(true);
                    method.invoke(null);
                });
            }
        }
    }

    /** The mutants' fuel, without a reference from here to their package. */
    private static final class Fuel {
        private static void fill() {
            targets.Fuel.fill(20_000);
        }
    }

    private static void annotations(AnnotatedElement element) {
        part(element::getAnnotations);
        part(element::getDeclaredAnnotations);
    }

    private static void part(Body body) {
        attempt("look", body);
    }

    /** Everything that reflection reads from the class file. */
    private static void look(Class<?> c) {
        annotations(c);
        part(c::getGenericSuperclass);
        part(c::getGenericInterfaces);
        part(c::getAnnotatedSuperclass);
        part(c::getTypeParameters);
        part(c::toGenericString);
        part(c::getEnclosingMethod);
        part(c::getEnclosingClass);
        part(c::getDeclaringClass);
        part(c::getDeclaredClasses);
        part(c::getNestHost);
        part(c::getNestMembers);
        part(c::getPermittedSubclasses);
        part(c::getSimpleName);
        part(c::getModifiers);
        part(c::getEnumConstants);
        part(() -> {
            RecordComponent[] components = c.getRecordComponents();
            for (int i = 0; components != null && i < components.length; i++) {
                RecordComponent component = components[i];
                annotations(component);
                part(component::getGenericType);
                part(component::getAccessor);
            }
        });
        part(() -> {
            for (Field field : c.getDeclaredFields()) {
                annotations(field);
                part(field::toGenericString);
                part(field::getAnnotatedType);
            }
        });
        part(() -> members(c.getDeclaredMethods()));
        part(() -> members(c.getDeclaredConstructors()));
        part(c::getMethods);
        part(() -> java.lang.invoke.MethodHandles.lookup().in(c).toString());
    }

    private static void members(Executable[] members) {
        for (Executable member : members) {
            annotations(member);
            part(member::toGenericString);
            part(member::getParameterAnnotations);
            part(() -> {
                for (var parameter : member.getParameters()) {
                    parameter.toString();
                }
            });
            part(member::getExceptionTypes);
            part(member::getAnnotatedReturnType);
            if (member instanceof Method method) {
                part(method::getDefaultValue);
            }
        }
    }

    private static Thread worker(int from) {
        Thread worker = new Thread(null, () -> {
            for (int i = from; i < end; i++) {
                since = System.nanoTime();
                current = i;
                OUT.println("at " + i);
                one(i);
                if (current != i || Thread.currentThread() != latest) {
                    // It ended after all, but another thread has gone on.
                    return;
                }
            }
            done = true;
        }, "worker", 1 << 20);
        worker.setDaemon(true);
        return worker;
    }

    private static volatile Thread latest;

    /** Program: see the class. With a fourth argument, a file, only writes the class of the first number there. */
    public static void main(String[] args) throws Exception {
        seed = Long.parseLong(args[0]);
        int from = Integer.parseInt(args[1]);
        end = Integer.parseInt(args[2]);
        bases();
        if (args.length > 3) {
            Files.write(Path.of(args[3]), mutant(from, new int[1]));
            return;
        }
        int status = 0;
        int stuck = 0;
        long patience = Long.getLong("patience", 2_000) * 1_000_000;
        since = System.nanoTime();
        current = from;
        latest = worker(from);
        latest.start();
        while (!done) {
            Thread.sleep(20);
            if (System.nanoTime() - since > patience) {
                count("stuck");
                OUT.println("stuck " + current);
                if (++stuck > STUCK) {
                    status = 3;
                    break;
                }
                since = System.nanoTime();
                latest = worker(current + 1);
                latest.start();
            }
        }
        synchronized (COUNTS) {
            COUNTS.forEach((what, times) -> OUT.println("count " + times + " " + what));
        }
        OUT.println("end " + (status == 0 ? end : current + 1));
        // Threads that are stuck do not keep the process.
        Runtime.getRuntime().halt(status);
    }
}
