import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Vector3D")
public final class VectorMigration implements Migration<Vector3D> {
    public void migrate(OldInstance old, Vector3D fresh, MigrationContext ctx) {
        fresh.radius = old.invokeDouble("length");
        fresh.theta = Math.acos(old.getDouble("z") / fresh.radius);
        fresh.phi = Math.atan2(old.getDouble("y"), old.getDouble("x"));
    }
}
