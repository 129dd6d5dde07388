import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Shape")
public final class ShapeMigration implements Migration<Shape> {
    public void migrate(OldInstance old, Shape fresh, MigrationContext ctx) {
        fresh.label = (String) old.invoke("label", "x");
    }
}
