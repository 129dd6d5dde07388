class ChatMessage {
    String user;
    String text;
    int number;

    ChatMessage(String user, String text, int number) {
        this.user = user;
        this.text = text;
        this.number = number;
    }

    String show() {
        return number + (user == null ? " * " : " <" + user + "> ") + text;
    }
}
