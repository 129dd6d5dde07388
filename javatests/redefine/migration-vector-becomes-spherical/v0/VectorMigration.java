import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Vector3D")
public final class VectorMigration implements Migration<Vector3D> {
    public void migrate(OldInstance old, Vector3D fresh, MigrationContext ctx) {
        double radius = old.getDouble("radius");
        double theta = old.getDouble("theta");
        double phi = old.getDouble("phi");
        fresh.x = radius * Math.sin(theta) * Math.cos(phi);
        fresh.y = radius * Math.sin(theta) * Math.sin(phi);
        fresh.z = radius * Math.cos(theta);
    }
}
