package jrun.update;

/** Gives the static fields of a class what rules cannot. Runs after all {@link Migration}s, under the same conditions. */
@FunctionalInterface
public interface StaticsMigration {
    /**
     * Migrates the static fields of one class. New ones are assigned as in any code: it is compiled against the new class.
     *
     * @param old the static fields as they were
     * @param ctx what else a migration may do
     * @throws Exception to refuse the update
     */
    void migrate(OldStatics old, MigrationContext ctx) throws Exception;
}
