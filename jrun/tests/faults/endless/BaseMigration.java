import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

/** Never ends, whatever it catches. */
@Migrates("Base")
public final class BaseMigration implements Migration<Base> {
    @Override
    public void migrate(OldInstance old, Base fresh, MigrationContext context) {
        while (true) {
            try {
                fresh.number++;
                Main.LIST.add(fresh);
                Main.LIST.remove(Main.LIST.size() - 1);
            } catch (Throwable thrown) {
                Main.ARRAY[0] = thrown;
            }
        }
    }
}
