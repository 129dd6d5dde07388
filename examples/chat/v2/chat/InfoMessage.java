package chat;

/** What the server says. */
final class InfoMessage extends ChatMessage {
    InfoMessage(int number, String text) {
        super(number, text);
    }

    @Override
    String show() {
        return number + " (" + text + ")";
    }
}
