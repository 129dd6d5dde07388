import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

/** Carries the old text over, whose field is gone, and links each object to a fresh one. */
@Migrates({"Base", "Leaf"})
public final class BaseMigration implements Migration<Base> {
    @Override
    public void migrate(OldInstance old, Base fresh, MigrationContext context) {
        fresh.more = old.getString("text") + old.getInt("number");
        Main.MAP.merge(fresh, "", String::concat);
    }
}
