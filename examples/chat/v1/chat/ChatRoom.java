package chat;

import java.util.ArrayList;
import java.util.List;

/** All messages, the oldest first. */
class ChatRoom {
    private final List<ChatMessage> messages = new ArrayList<>();

    synchronized int say(String user, String text) {
        int number = messages.size();
        messages.add(new ChatMessage(number, user, text));
        return number;
    }

    synchronized String show(int number) {
        return messages.get(number).show();
    }

    synchronized String state() {
        return messages.size() + " messages";
    }
}
