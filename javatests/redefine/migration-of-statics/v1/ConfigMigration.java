import jrun.update.Migrates;
import jrun.update.MigrationContext;
import jrun.update.OldStatics;
import jrun.update.StaticsMigration;

@Migrates("Config")
public final class ConfigMigration implements StaticsMigration {
    public void migrate(OldStatics old, MigrationContext ctx) {
        Config.started++;
        Config.address = old.getString("name");
    }
}
