class Painter {
    static String paint(Canvas canvas) {
        return canvas.layer();
    }
}
