import java.util.ArrayList;
import java.util.List;

class Chat {
    final List<ChatMessage> messages = new ArrayList<>();

    void say(String user, String text) {
        int number = messages.size();
        messages.add(user == null ? new InfoMessage(text, number) : new UserMessage(user, text, number));
    }
}
