package un;

class Point {
    double radius;
    double angle;

    Point(double x, double y) {
        radius = Math.hypot(x, y);
        angle = Math.atan2(y, x);
    }

    static int version() {
        return 1;
    }

    double x() {
        return radius * Math.cos(angle);
    }

    double y() {
        return radius * Math.sin(angle);
    }

    /** Those that were there before move away once. */
    String show() {
        if (radius == 5 && angle < 1) {
            radius = 10;
        }
        return "r" + Math.round(radius);
    }
}
