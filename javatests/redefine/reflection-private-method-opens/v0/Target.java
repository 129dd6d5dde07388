import java.lang.invoke.MethodHandles;

class Target {
    private String name() {
        return "target";
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }

    // Its class file does not change: it is linked anew.
    static class Peer {
        static String ask(Target target) {
            return target.name();
        }
    }
}
