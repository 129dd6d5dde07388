package un;

class Point {
    double x;
    double y;

    Point(double x, double y) {
        this.x = x;
        this.y = y;
    }

    static int version() {
        return 0;
    }

    String show() {
        return "x" + Math.round(x) + " y" + Math.round(y);
    }
}
