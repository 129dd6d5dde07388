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

    /** This migration, then another of the same instance. */
    default Migration<T> andThen(Migration<? super T> next) {
        return (old, fresh, ctx) -> {
            migrate(old, fresh, ctx);
            next.migrate(old, fresh, ctx);
        };
    }
}
