import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

/** Writes to all that it can reach, and gives up at the fifth object. */
@Migrates({"Base", "Leaf"})
public final class BaseMigration implements Migration<Base> {
    static int count;

    @Override
    public void migrate(OldInstance old, Base fresh, MigrationContext context) {
        fresh.number = -1;
        fresh.above = -1;
        Base.shared = fresh;
        Base.count = -1;
        Main.LIST.clear();
        Main.MAP.put(fresh, "spoiled");
        Main.ARRAY[count] = new Object();
        synchronized (fresh) {
            count++;
        }
        if (count == 5) {
            throw new IllegalStateException("five are enough");
        }
    }
}
