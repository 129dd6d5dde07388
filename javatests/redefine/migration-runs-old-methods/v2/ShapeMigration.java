import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("Shape")
public final class ShapeMigration implements Migration<Shape> {
    public void migrate(OldInstance old, Shape fresh, MigrationContext ctx) {
        fresh.area = old.invokeLong("area");
        String label = (String) old.invoke("label", "#", 10);
        fresh.label = label + old.getInt("width") + old.getLong("width") + old.invoke("unit") + old.invoke("title") + fresh.title();
        if (old.has("depth")) {
            fresh.label += " " + old.getFloat("depth") + " " + old.get("filled") + old.getChar("mark") + old.getBoolean("filled");
        }
    }
}
