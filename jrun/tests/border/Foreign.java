/** Threads that C made come to Java and go. */
public class Foreign {
    static native void visit(String name, boolean daemon, boolean failing);

    static native int environment();

    static int visits;

    static void visited(boolean failing) {
        Thread thread = Thread.currentThread();
        String name = thread.getName().replaceAll("[0-9]+", "N");
        System.out.println(name + " daemon " + thread.isDaemon() + " group " + thread.getThreadGroup().getName()
            + " priority " + thread.getPriority() + " loader " + thread.getContextClassLoader().getClass().getSimpleName()
            + " alive " + thread.isAlive() + " visit " + ++visits);
        if (failing) {
            throw new IllegalStateException("thrown on a thread of C");
        }
    }

    public static void main(String[] args) throws Exception {
        System.load(args[0]);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.out.println("uncaught " + thrown));
        visit("visitor", false, false);
        visit("quiet", true, false);
        visit(null, false, false);
        visit("failing", false, true);
        System.out.println("own environment " + environment() + ", visits " + visits);
        int threads = Thread.activeCount();
        System.gc();
        System.out.println("active " + threads);
    }
}
