import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

@Migrates("Key")
public final class KeyMigration implements Migration<Key> {
    private final Migration<Key> policy = Policies.all(
            Policies.rename("name", "label"),
            Policies.retype("age", "years", age -> age + " years"),
            Policies.retype("code", code -> Integer.valueOf((String) code)),
            Policies.rehash());

    public void migrate(OldInstance old, Key fresh, MigrationContext ctx) throws Exception {
        policy.migrate(old, fresh, ctx);
    }
}
