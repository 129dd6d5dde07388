package targets;

/** Ends loops that a mutation made endless. Never mutated itself: the mutants' loaders leave it to their parent. */
public final class Fuel {
    /** Thrown when it is used up. */
    public static final class Empty extends Error {
        private static final long serialVersionUID = 1;
    }

    private static int left;

    private Fuel() {
    }

    public static void fill(int amount) {
        left = amount;
    }

    public static void burn() {
        if (--left < 0) {
            throw new Empty();
        }
    }
}
