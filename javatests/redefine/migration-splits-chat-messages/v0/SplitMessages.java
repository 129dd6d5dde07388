import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

/** The way back: every message becomes a plain one. */
@Migrates("ChatMessage")
public final class SplitMessages implements Migration<ChatMessage> {
    private final Migration<ChatMessage> policy = Policies.split(old -> ChatMessage.class);

    public void migrate(OldInstance old, ChatMessage fresh, MigrationContext ctx) throws Exception {
        policy.migrate(old, fresh, ctx);
    }
}
