package pairs;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import jrun.update.UpdateRefusedException;
import jrun.update.Updates;

/**
 * Takes pairs one after the other: builds the objects, asks the probes, updates, asks again, undoes, asks again. Arguments: a
 * file with a pair in each line (its package, "once" or "again", the class files of its patch), and the folder of those.
 */
public final class Main {
    static boolean verbose = Boolean.getBoolean("verbose");
    private static PrintStream out;
    private static String pair;
    private static String phase;

    private Main() {}

    public static void main(String[] args) throws Exception {
        out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, "UTF-8");
        for (String row : Files.readAllLines(Path.of(args[0]))) {
            String[] words = row.split(" ");
            Map<String, byte[]> patch = new LinkedHashMap<>();
            for (int at = 2; at < words.length; at++) {
                patch.put(words[at], Files.readAllBytes(Path.of(args[1], words[0], words[at])));
            }
            run(words[0], words[1].equals("again"), patch);
            out.flush();
        }
    }

    private static void run(String name, boolean again, Map<String, byte[]> patch) throws Exception {
        pair = name;
        phase = "0";
        H.reset();
        out.println(pair + " begins");
        out.flush();
        Probes old = probes("Old");
        Probes fresh = probes("New");
        call(old, "init");
        ask(old, fresh);
        if (patch.isEmpty()) {
            return;
        }
        phase = "1";
        boolean[] applied = {false};
        Runnable update = () -> applied[0] = apply(patch);
        try {
            old.getClass().getMethod("around", Runnable.class).invoke(old, update);
        } catch (InvocationTargetException thrown) {
            line("a", "thrown", H.error(thrown.getCause()));
        }
        ask(old, fresh);
        if (applied[0]) {
            undo("2", old, fresh);
            if (again) {
                phase = "3";
                apply(patch);
                ask(old, fresh);
                undo("4", old, fresh);
            }
        }
    }

    private static void undo(String number, Probes old, Probes fresh) {
        phase = number;
        try {
            String report = Updates.undo();
            if (verbose) {
                System.err.println(report);
            }
            line("a", "undo", "undone");
        } catch (UpdateRefusedException refused) {
            line("a", "undo", refused.getMessage());
        }
        ask(old, fresh);
    }

    private static boolean apply(Map<String, byte[]> patch) {
        try {
            String report = Updates.apply(patch);
            if (verbose) {
                System.err.println(report);
            }
            line("a", "apply", "applied");
            return true;
        } catch (UpdateRefusedException refused) {
            String reason = refused.getMessage();
            int rule = reason.indexOf("(rule ");
            line("a", "apply", "refused " + reason.substring(rule, reason.indexOf(')', rule) + 1));
            if (verbose) {
                System.err.println(reason);
            }
            return false;
        }
    }

    private static Probes probes(String name) throws ReflectiveOperationException {
        return (Probes) Class.forName(pair + "." + name).getDeclaredConstructor().newInstance();
    }

    private static void call(Probes probes, String method) throws Exception {
        probes.getClass().getMethod(method).invoke(probes);
    }

    private static void ask(Probes old, Probes fresh) {
        ask("o", old);
        ask("n", fresh);
        int number = 0;
        for (Object made : H.made().toArray()) {
            try {
                line("m", String.valueOf(number), H.dump(made));
            } catch (Throwable thrown) {
                line("m", String.valueOf(number), H.error(thrown));
            }
            number++;
        }
    }

    private static void ask(String letter, Probes probes) {
        for (int number = 0; number < probes.count(); number++) {
            String text;
            try {
                text = probes.at(number);
            } catch (Throwable thrown) {
                text = H.error(thrown);
            }
            line(letter, String.valueOf(number), text);
        }
    }

    static void line(String letter, String what, String text) {
        out.println(pair + " " + phase + " " + letter + " " + what + " " + text);
    }
}
