class Describe {
    static String it(Object shape) {
        return shape instanceof Main.Circle ? "circle" : "?";
    }
}
