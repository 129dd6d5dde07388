class InfoMessage extends ChatMessage {
    InfoMessage(String text, int number) {
        super(text, number);
    }

    String show() {
        return number + " (" + text + ")";
    }
}
