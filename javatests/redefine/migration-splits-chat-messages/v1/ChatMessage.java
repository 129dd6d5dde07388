abstract class ChatMessage {
    String text;
    int number;

    ChatMessage(String text, int number) {
        this.text = text;
        this.number = number;
    }

    abstract String show();
}
