package chat;

/** What a user says. */
final class UserMessage extends ChatMessage {
    final String user;

    UserMessage(int number, String user, String text) {
        super(number, text);
        this.user = user;
    }

    @Override
    String show() {
        return number + " " + user + ": " + text;
    }
}
