import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Job")
public final class JobMigration implements Migration<Job> {
    public void migrate(OldInstance old, Job fresh, MigrationContext ctx) {
        fresh.left = 10 - old.getInt("steps");
    }
}
