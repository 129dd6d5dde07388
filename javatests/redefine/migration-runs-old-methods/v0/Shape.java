class Shape {
    private int width;
    protected long height;
    char mark;
    boolean filled;

    Shape(int width, long height, char mark, boolean filled) {
        this.width = width;
        this.height = height;
        this.mark = mark;
        this.filled = filled;
    }

    long area() {
        return side() * height;
    }

    private int side() {
        return width;
    }

    String label(String prefix, int times) {
        width += times;
        return prefix + mark + width;
    }

    static String unit() {
        return "mm";
    }

    protected String name() {
        return "shape";
    }

    String title() {
        return name() + " " + area() + factor();
    }

    static int factor() {
        return 1;
    }

    String show() {
        return mark + " " + area() + " " + filled;
    }
}
