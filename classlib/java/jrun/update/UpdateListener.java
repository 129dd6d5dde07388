package jrun.update;

/** Hears of each update after its commit: the place to drop caches that hold what classes looked like. */
@FunctionalInterface
public interface UpdateListener {
    /**
     * An update is in force.
     *
     * @param report what it changed, as text for people
     */
    void updated(String report);
}
