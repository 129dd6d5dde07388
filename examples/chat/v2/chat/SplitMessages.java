package chat;

import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

/** Every message becomes one of a user or of the server. */
@Migrates("chat.ChatMessage")
public final class SplitMessages implements Migration<ChatMessage> {
    private final Migration<ChatMessage> split =
            Policies.split(old -> old.getObject("user") == null ? InfoMessage.class : UserMessage.class);

    @Override
    public void migrate(OldInstance old, ChatMessage fresh, MigrationContext ctx) throws Exception {
        split.migrate(old, fresh, ctx);
    }
}
