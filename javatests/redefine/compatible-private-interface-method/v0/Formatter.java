interface Formatter {
    default String format(String text) {
        return text;
    }
}
