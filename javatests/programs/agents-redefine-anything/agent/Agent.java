package agent;

import java.lang.instrument.Instrumentation;

/** Keeps what it is given. */
public class Agent {
    public static Instrumentation instrumentation;

    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }
}
