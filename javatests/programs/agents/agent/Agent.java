package agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/** Changes a word in the constants of the program's classes. */
public class Agent {
    /** What the agents were given, in their order. */
    public static final List<Instrumentation> instrumentations = new ArrayList<>();

    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentations.add(instrumentation);
        System.out.println("premain " + instrumentations.size() + ": " + arguments
                + ", redefines " + instrumentation.isRedefineClassesSupported()
                + ", retransforms " + instrumentation.isRetransformClassesSupported()
                + ", prefixes " + instrumentation.isNativeMethodPrefixSupported()
                + ", in " + Thread.currentThread().getName());
    }

    /** The class file with each place of a word taken by another one of its length. */
    public static byte[] replace(byte[] bytes, String word, String by) {
        byte[] from = word.getBytes(StandardCharsets.US_ASCII);
        byte[] to = by.getBytes(StandardCharsets.US_ASCII);
        byte[] result = bytes.clone();
        for (int at = 0; at + from.length <= bytes.length; at++) {
            boolean same = true;
            for (int i = 0; i < from.length; i++) {
                same &= bytes[at + i] == from[i];
            }
            if (same) {
                System.arraycopy(to, 0, result, at, to.length);
            }
        }
        return result;
    }

    /** Replaces a word in one class, and says that it was asked. */
    public static ClassFileTransformer replacing(String who, String className, String word, String by) {
        return new ClassFileTransformer() {
            @Override
            public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined,
                    ProtectionDomain domain, byte[] bytes) throws IllegalClassFormatException {
                if (!className.equals(name)) {
                    return null;
                }
                System.out.println(who + " sees " + name + " of "
                        + (loader == null ? "the boot loader" : loader.getClass().getSimpleName())
                        + ", module " + module.getName() + ", there: " + (redefined != null)
                        + ", domain: " + (domain != null));
                return replace(bytes, word, by);
            }
        };
    }
}
