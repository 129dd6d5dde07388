import java.util.ArrayList;
import java.util.List;

class Chat {
    final List<ChatMessage> messages = new ArrayList<>();

    void say(String user, String text) {
        messages.add(new ChatMessage(user, text, messages.size()));
    }
}
