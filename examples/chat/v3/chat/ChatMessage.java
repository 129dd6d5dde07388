package chat;

/** What somebody says, or the server itself if there is no user. */
class ChatMessage {
    final int number;
    final String user;
    final String text;

    ChatMessage(int number, String user, String text) {
        this.number = number;
        this.user = user;
        this.text = text;
    }

    String show() {
        return number + (user == null ? " * " : " <" + user + "> ") + text;
    }
}
