import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/** How a case talks with the runner: it stands still here while its classes are exchanged. */
public final class Live {
    private static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in));

    private Live() {}

    /** An action that may throw anything. */
    public interface Action {
        void run() throws Throwable;
    }

    /** Waits for the next update; false when there is none any more. */
    public static boolean update() {
        System.out.println("-- update");
        System.out.flush();
        try {
            return "go".equals(IN.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the call answers, or the simple name of what it throws. */
    public static String attempt(Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (Throwable thrown) {
            return thrown.getClass().getSimpleName();
        }
    }

    /** "done", or the simple name of what the action throws. */
    public static String attempt(String done, Action action) {
        try {
            action.run();
            return done;
        } catch (Throwable thrown) {
            return thrown.getClass().getSimpleName();
        }
    }
}
