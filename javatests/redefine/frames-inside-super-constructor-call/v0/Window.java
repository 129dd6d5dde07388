class Window extends Main.Component {
    String color = "red";

    Window() {
        super(4 + 4);
    }

    public String toString() {
        return "size " + size + " color " + color;
    }
}
