package jrun.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Live updates of the program that calls. A patch is applied as a whole or not at all; what the caller's own frames run
 * goes on in the code in which it began.
 */
public final class Updates {
    private static final CopyOnWriteArrayList<UpdateListener> LISTENERS = new CopyOnWriteArrayList<>();

    private Updates() {}

    /**
     * Applies a patch file, as {@code jrun patch create} makes them.
     *
     * @return the report
     * @throws UpdateRefusedException if it is refused; nothing has changed then
     * @throws IOException if the file cannot be read
     */
    public static String apply(Path patch) throws IOException {
        return report(apply0(Files.readAllBytes(patch), new String[0], new byte[0][]));
    }

    /**
     * Applies class files.
     *
     * @param classes class files, by any names that say where they come from
     * @return the report
     * @throws UpdateRefusedException if they are refused; nothing has changed then
     */
    public static String apply(Map<String, byte[]> classes) {
        String[] names = new String[classes.size()];
        byte[][] files = new byte[names.length][];
        int at = 0;
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            names[at] = Objects.requireNonNull(entry.getKey(), "name");
            files[at++] = entry.getValue().clone();
        }
        return report(apply0(null, names, files));
    }

    /**
     * Takes the last update back.
     *
     * @return the report
     * @throws UpdateRefusedException if there is none, or it cannot be taken back
     */
    public static String undo() {
        return report(undo0());
    }

    /** The updated classes, a line each: current version, live instances, old versions, frames in old code. */
    public static String versions() {
        return report(versions0());
    }

    /** Calls the listener after each update from now on, wherever it came from. */
    public static void addListener(UpdateListener listener) {
        LISTENERS.add(Objects.requireNonNull(listener));
    }

    /** Calls the listener no more. */
    public static void removeListener(UpdateListener listener) {
        LISTENERS.remove(listener);
    }

    private static String report(String answer) {
        String text = answer.substring(1);
        if (answer.charAt(0) != '+') {
            throw new UpdateRefusedException(text);
        }
        return text;
    }

    /** Called by the engine after each update, on the thread that made it. */
    private static void committed(String report) {
        for (UpdateListener listener : LISTENERS) {
            try {
                listener.updated(report);
            } catch (Throwable failure) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            }
        }
    }

    private static native String apply0(byte[] patch, String[] names, byte[][] classes);

    private static native String undo0();

    private static native String versions0();
}
