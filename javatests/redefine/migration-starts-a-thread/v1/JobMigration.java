import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Job")
public final class JobMigration implements Migration<Job> {
    public void migrate(OldInstance old, Job fresh, MigrationContext ctx) throws Exception {
        fresh.steps = -1;
        Thread thread = new Thread(() -> Main.held = false);
        thread.start();
        thread.join();
    }
}
