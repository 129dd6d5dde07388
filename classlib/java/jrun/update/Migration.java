package jrun.update;

/**
 * Gives the instances of a class what rules cannot: runs once for each instance, subclasses' included, while all other threads
 * are stopped and before any of them sees the update. What it throws refuses the update, and everything it wrote is undone.
 *
 * @param <T> the class, as it is after the update
 */
@FunctionalInterface
public interface Migration<T> {
    /**
     * Migrates one instance. Fields that the rules carry over have their values already; no constructor has run.
     *
     * @param old the instance as it was
     * @param fresh the same object with its new fields
     * @param ctx what else a migration may do
     * @throws Exception to refuse the update
     */
    void migrate(OldInstance old, T fresh, MigrationContext ctx) throws Exception;

    /**
     * Takes one instance back when the update is undone, under the same conditions: what this throws refuses the undo. Fields that
     * the update dropped have the values again that they had before it. A class that does not override this leaves it at that.
     *
     * @param old the instance as the update has left it, and the program since; its methods run the code that is taken back
     * @param fresh the same object with the fields that its class has after the undo. This code was compiled against the class of
     *     the update: {@link MigrationContext#set} assigns those by name that only the class of before has
     * @param ctx what else a migration may do
     * @throws Exception to refuse the undo
     */
    default void undo(OldInstance old, T fresh, MigrationContext ctx) throws Exception {}

    /** This migration, then another of the same instance. They are undone the other way round. */
    default Migration<T> andThen(Migration<? super T> next) {
        return Policies.all(this, next);
    }
}
