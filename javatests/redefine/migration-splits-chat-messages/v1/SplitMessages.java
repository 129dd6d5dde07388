import jrun.update.Migrates;
import jrun.update.Migration;
import jrun.update.MigrationContext;
import jrun.update.OldInstance;

@Migrates("ChatMessage")
public final class SplitMessages implements Migration<ChatMessage> {
    public void migrate(OldInstance old, ChatMessage fresh, MigrationContext ctx) {
        String user = old.getString("user");
        ChatMessage message;
        if (user == null) {
            message = ctx.allocate(InfoMessage.class);
        } else {
            UserMessage said = ctx.allocate(UserMessage.class);
            said.user = user;
            message = said;
        }
        message.text = fresh.text;
        message.number = old.getInt("number");
        ctx.replace(fresh, message);
    }
}
