abstract class Figure {
    abstract String text();

    String show() {
        return text();
    }
}
