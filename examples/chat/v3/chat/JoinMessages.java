package chat;

import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;
import jrun.update.Policies;

/** The way back: there is one kind of message. */
@Migrates("chat.ChatMessage")
public final class JoinMessages implements Migration<ChatMessage> {
    private final Migration<ChatMessage> join = Policies.split(old -> ChatMessage.class);

    @Override
    public void migrate(OldInstance old, ChatMessage fresh, MigrationContext ctx) throws Exception {
        join.migrate(old, fresh, ctx);
    }
}
