package api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import jrun.update.UpdateListener;
import jrun.update.UpdateRefusedException;
import jrun.update.Updates;

/** Updates itself: arguments are a folder with the next classes, and a patch file. */
public class Main {
    public static void main(String[] arguments) throws Exception {
        Subject old = new Subject();
        Path next = Path.of(arguments[0]);
        Map<String, byte[]> classes = new HashMap<>();
        for (String name : new String[] {"Subject", "Added"}) {
            classes.put(name + ".class", Files.readAllBytes(next.resolve("api/" + name + ".class")));
        }
        UpdateListener listener = report -> System.out.println("listener: " + first(report));
        Updates.addListener(listener);
        Updates.addListener(report -> { throw new IllegalStateException("thrown by a listener"); });
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> System.out.println("handler: " + thrown));
        System.out.println(old.text());
        try {
            Updates.undo();
        } catch (UpdateRefusedException refused) {
            System.out.println(refused.getMessage().contains("there is nothing to undo"));
        }
        System.out.println(first(Updates.apply(classes)));
        System.out.println(old.text() + " " + new Subject().text());
        System.out.println(Class.forName("api.Added").getClassLoader() == Main.class.getClassLoader());
        // Whether the old version is still kept is the collector's business.
        System.out.println(Updates.versions().split(",")[0].trim());
        System.out.println(first(Updates.undo()));
        System.out.println(old.text());
        Updates.removeListener(listener);
        System.out.println(first(Updates.apply(Path.of(arguments[1]))));
        System.out.println(old.text());
        try {
            Updates.apply(Map.of("nonsense", new byte[] {1, 2, 3}));
        } catch (UpdateRefusedException refused) {
            System.out.println(refused.getMessage().startsWith("jrun: update refused; the program goes on unchanged"));
        }
        Files.write(Path.of("no-patch"), new byte[100]);
        try {
            Updates.apply(Path.of("no-patch"));
        } catch (UpdateRefusedException refused) {
            System.out.println(refused.getMessage().contains("it is no zip archive"));
        }
        try {
            Updates.apply((Map<String, byte[]>) null);
        } catch (NullPointerException expected) {
            System.out.println("null");
        }
    }

    private static String first(String report) {
        return report.substring(0, report.indexOf(':', 5));
    }
}
