class Shape {
    long area = -1;
    String label;
    char mark;
    boolean filled;

    Shape(int width, long height, char mark, boolean filled) {
        this.area = width * height;
        this.mark = mark;
        this.filled = filled;
    }

    long area() {
        return area;
    }

    private int side() {
        return -7;
    }

    protected String name() {
        return "new";
    }

    String title() {
        return "new";
    }

    static int factor() {
        return 9;
    }

    String show() {
        return mark + " " + area() + " " + filled + " " + label;
    }
}
