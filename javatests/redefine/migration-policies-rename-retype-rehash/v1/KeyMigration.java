import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

@Migrates("Key")
public final class KeyMigration implements Migration<Key> {
    private final Migration<Key> policy = Policies.<Key>rename("name", "title").andThen(Policies.rehash());

    public void migrate(OldInstance old, Key fresh, MigrationContext ctx) throws Exception {
        policy.migrate(old, fresh, ctx);
    }
}
