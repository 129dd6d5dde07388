package un;

import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

/** Does not say how to go back. */
@Migrates("un.Tag")
public final class TagMigration implements Migration<Tag> {
    @Override
    public void migrate(OldInstance old, Tag fresh, MigrationContext ctx) {
        fresh.label = old.get("text") + " 7";
    }
}
