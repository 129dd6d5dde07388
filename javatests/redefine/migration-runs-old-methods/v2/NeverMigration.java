import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

/** For instances of a version that there never is. */
@Migrates(value = "Shape", from = 1000000)
public final class NeverMigration implements Migration<Shape> {
    public void migrate(OldInstance old, Shape fresh, MigrationContext ctx) {
        throw new IllegalStateException();
    }
}
