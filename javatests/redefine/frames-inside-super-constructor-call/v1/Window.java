class Window extends Main.Component {
    int alpha = 1;
    String color = "red";

    Window() {
        super(4 + 4);
    }

    public String toString() {
        return "size " + size + " color " + color + " alpha " + alpha;
    }
}
