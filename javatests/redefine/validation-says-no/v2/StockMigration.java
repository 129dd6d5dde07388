import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Stock")
public final class StockMigration implements Migration<Stock> {
    public void migrate(OldInstance old, Stock fresh, MigrationContext ctx) {
        fresh.dozens = (old.getInt("count") + 11) / 12;
    }
}
