class UserMessage extends ChatMessage {
    String user;

    UserMessage(String user, String text, int number) {
        super(text, number);
        this.user = user;
    }

    String show() {
        return number + " " + user + ": " + text;
    }
}
