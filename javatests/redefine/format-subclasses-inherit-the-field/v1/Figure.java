abstract class Figure {
    String color = "red";

    abstract String text();

    String show() {
        return text() + " " + color;
    }
}
