import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

@Migrates("Key")
public final class KeyMigration implements Migration<Key> {
    private final Migration<Key> policy = Policies.all(
            Policies.rename("label", "name"),
            Policies.retype("years", "age", years -> Integer.valueOf(((String) years).split(" ")[0])),
            Policies.retype("code", String::valueOf),
            Policies.rehash());

    public void migrate(OldInstance old, Key fresh, MigrationContext ctx) throws Exception {
        policy.migrate(old, fresh, ctx);
    }
}
