package chat;

import java.util.ArrayList;
import java.util.List;

/** All messages, the oldest first. */
class ChatRoom {
    private final List<ChatMessage> messages = new ArrayList<>();

    synchronized int say(String user, String text) {
        int number = messages.size();
        messages.add(user == null ? new InfoMessage(number, text) : new UserMessage(number, user, text));
        return number;
    }

    synchronized String show(int number) {
        return messages.get(number).show();
    }

    synchronized String state() {
        int users = 0;
        for (ChatMessage message : messages) {
            users += message instanceof UserMessage ? 1 : 0;
        }
        return messages.size() + " messages, " + users + " of users";
    }
}
