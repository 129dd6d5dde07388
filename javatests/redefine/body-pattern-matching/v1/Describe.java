class Describe {
    static String it(Object shape) {
        if (shape instanceof Main.Circle circle && circle.radius() > 0) {
            return "circle of radius " + circle.radius();
        }
        return shape instanceof Main.Square square ? "square of side " + square.side() : "?";
    }
}
