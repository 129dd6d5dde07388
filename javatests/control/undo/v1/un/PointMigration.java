package un;

import java.io.File;
import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("un.Point")
public final class PointMigration implements Migration<Point> {
    @Override
    public void migrate(OldInstance old, Point fresh, MigrationContext ctx) {
        fresh.radius = Math.hypot(old.getDouble("x"), old.getDouble("y"));
        fresh.angle = Math.atan2(old.getDouble("y"), old.getDouble("x"));
    }

    @Override
    public void undo(OldInstance old, Point fresh, MigrationContext ctx) {
        ctx.set(fresh, "x", old.invokeDouble("x"));
        ctx.set(fresh, "y", old.invokeDouble("y"));
        if (new File(System.getProperty("un.no")).exists()) {
            throw new IllegalStateException("not now");
        }
    }
}
