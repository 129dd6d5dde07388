import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Account")
public final class AccountMigration implements Migration<Account> {
    public void migrate(OldInstance old, Account fresh, MigrationContext ctx) {
        fresh.currency = old.getInt("cents") > 200 ? "USD" : "EUR";
        Ledger.changes++;
    }
}
