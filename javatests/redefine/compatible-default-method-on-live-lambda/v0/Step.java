interface Step {
    String on(String text);
}
