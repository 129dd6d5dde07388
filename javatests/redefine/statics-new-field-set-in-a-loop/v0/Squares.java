class Squares {
    static String show() {
        return "none";
    }
}
