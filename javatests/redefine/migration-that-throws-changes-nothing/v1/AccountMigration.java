import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Account")
public final class AccountMigration implements Migration<Account> {
    private static int seen;

    public void migrate(OldInstance old, Account fresh, MigrationContext ctx) {
        fresh.currency = "USD";
        fresh.partner = null;
        Ledger.changes += Lazy.value;
        Ledger.title = "spoiled";
        Ledger.ENTRIES.clear();
        Ledger.INDEX.put(fresh, this);
        Ledger.SUMS[0] = -1;
        System.arraycopy(new long[] {8, 9}, 0, Ledger.SUMS, 1, 2);
        Ledger.SLOTS[1] = fresh;
        System.setProperty("migrated", "yes");
        System.identityHashCode(fresh);
        System.gc();
        if (++seen == 3) {
            throw new IllegalStateException("the third account");
        }
    }
}
