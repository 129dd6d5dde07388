import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;

/** Defines classes in a loader of their own, runs the first, and prints what came of it. */
final class Case {
    private Case() {
    }

    /** Asks for classes by name, from a table of bytes; parent is the loader of this program. */
    static final class Loader extends ClassLoader {
        private final Map<String, byte[]> bytes = new HashMap<>();

        Loader() {
            super(Case.class.getClassLoader());
        }

        Loader add(Asm asm) {
            bytes.put(asm.name.replace('/', '.'), asm.bytes());
            return this;
        }

        Class<?> define(String name, byte[] body) {
            return defineClass(name, body, 0, body.length);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] body = bytes.get(name);
            if (body == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, body, 0, body.length);
        }
    }

    interface Body {
        Object run() throws Throwable;
    }

    /** Prints the result or the throwable. */
    static void tried(String label, Body body) {
        try {
            System.out.println(label + ": " + body.run());
        } catch (InvocationTargetException e) {
            System.out.println(label + " throws " + text(e.getCause()));
        } catch (Throwable t) {
            System.out.println(label + ": " + text(t));
        }
    }

    /** As {@link #tried}, with the class of the throwable only. */
    static void triedForClass(String label, Body body) {
        tried(label, () -> {
            try {
                return body.run();
            } catch (InvocationTargetException e) {
                return "throws a " + e.getCause().getClass().getName();
            } catch (Throwable t) {
                return "a " + t.getClass().getName();
            }
        });
    }

    /** The right result, or a LinkageError. */
    static void safe(String label, Object right, Asm main, Asm... others) {
        tried(label + " is safe", () -> {
            try {
                return call(main, others).equals(right);
            } catch (InvocationTargetException e) {
                return e.getCause() instanceof LinkageError;
            } catch (LinkageError e) {
                return true;
            }
        });
    }

    static void run(String label, Asm main, Asm... others) {
        tried(label, () -> call(main, others));
    }

    static void runForClass(String label, Asm main, Asm... others) {
        triedForClass(label, () -> call(main, others));
    }

    static Object call(Asm main, Asm... others) throws Exception {
        Loader loader = new Loader().add(main);
        for (Asm other : others) {
            loader.add(other);
        }
        Class<?> c = Class.forName(main.name.replace('/', '.'), true, loader);
        for (String name : new String[] {"run", "count"}) {
            try {
                return c.getMethod(name).invoke(null);
            } catch (NoSuchMethodException e) {
                // The other one, or none: then being initialized is all.
            }
        }
        return "initialized";
    }

    /**
     * First line of the message, without identities of loaders and what else differs from VM to VM; and the causes. Of
     * errors in the format of a class file, and of those of the old verifier, only the class.
     */
    static String text(Throwable t) {
        StringBuilder s = new StringBuilder();
        for (Throwable at = t; at != null; at = at.getCause()) {
            s.append(s.length() == 0 ? "" : " <- ").append(at.getClass().getName());
            String message = at.getMessage();
            if (message == null || at instanceof ClassFormatError && !(at instanceof UnsupportedClassVersionError)
                || at instanceof SecurityException || at.getClass() == LinkageError.class) {
                continue;
            }
            message = message.lines().findFirst().orElse("").replaceAll("@[0-9a-f]+", "@…");
            if (at instanceof VerifyError && (message.startsWith("(class:") || message.startsWith("Bad instruction"))) {
                continue;
            }
            s.append(": ").append(at instanceof IllegalAccessError ? message.replaceAll(" \\([A-Za-z.]+ .*", "") : message);
        }
        return s.toString();
    }
}
