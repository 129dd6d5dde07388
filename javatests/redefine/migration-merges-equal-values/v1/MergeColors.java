import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

@Migrates("Color")
public final class MergeColors implements Migration<Color> {
    private final Migration<Color> policy =
            Policies.merge(old -> old.getInt("red") + "/" + old.getInt("green"), (winner, loser) -> winner.uses++);

    public void migrate(OldInstance old, Color fresh, MigrationContext ctx) throws Exception {
        policy.migrate(old, fresh, ctx);
    }
}
