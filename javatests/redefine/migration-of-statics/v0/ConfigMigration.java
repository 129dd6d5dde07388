import jrun.update.Migrates;
import jrun.update.MigrationContext;
import jrun.update.OldStatics;
import jrun.update.StaticsMigration;

@Migrates("Config")
public final class ConfigMigration implements StaticsMigration {
    public void migrate(OldStatics old, MigrationContext ctx) {
        String[] parts = old.getString("address").split("://|:");
        Config.secure = parts[0].equals("https");
        Config.host = parts[1];
        Config.port = Integer.parseInt(parts[2]);
        Config.started = old.getLong("started") - 1;
    }
}
