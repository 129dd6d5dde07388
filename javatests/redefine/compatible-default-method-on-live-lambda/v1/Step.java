interface Step {
    String on(String text);

    default String twice(String text) {
        return on(text);
    }
}
