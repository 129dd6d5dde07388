package chat;

import jrun.update.UpdateView;
import jrun.update.Validation;

/** Each message has its number and its text, and whoever said it. */
public final class NoMessageIsLost implements Validation {
    @Override
    public void check(UpdateView view) {
        for (UpdateView.Pair<ChatMessage> pair : view.pairs(ChatMessage.class)) {
            ChatMessage message = pair.fresh();
            view.require(message.number == pair.old().getInt("number"), "number " + message.number);
            view.require(message.text == pair.old().getObject("text"), "the text of message " + message.number);
            if (message instanceof UserMessage) {
                view.require(
                        ((UserMessage) message).user == pair.old().getObject("user"),
                        "the user of message " + message.number);
            }
        }
    }
}
