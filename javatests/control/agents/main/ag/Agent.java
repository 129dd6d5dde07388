package ag;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Arrays;

/** Two agents in one: the first sees each class file once, the second can change classes again. */
public class Agent {
    static Instrumentation instrumentation;

    public static void premain(String arguments, Instrumentation instrumentation) {
        Agent.instrumentation = instrumentation;
        instrumentation.addTransformer(replacing("second", "once-", "both-"), true);
        instrumentation.addTransformer(replacing("first", "text-", "once-"), false);
    }

    static ClassFileTransformer replacing(String who, String word, String by) {
        return new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                    byte[] bytes) {
                if (name == null || !name.startsWith("ag/S")) {
                    return null;
                }
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                System.out.println(who + " sees " + name + " " + (redefined == null ? "new" : "again")
                        + (text.contains(word) ? " with " : " without ") + word);
                if (name.equals("ag/Spoiled")) {
                    Arrays.fill(bytes, (byte) 0);
                    throw new IllegalStateException("nobody hears of it");
                }
                return text.replace(word, by).getBytes(StandardCharsets.ISO_8859_1);
            }
        };
    }
}
