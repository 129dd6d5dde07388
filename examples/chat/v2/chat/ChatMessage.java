package chat;

/** What somebody says. */
abstract class ChatMessage {
    final int number;
    final String text;

    ChatMessage(int number, String text) {
        this.number = number;
        this.text = text;
    }

    abstract String show();
}
