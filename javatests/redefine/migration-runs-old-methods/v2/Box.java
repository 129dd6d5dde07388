class Box extends Shape {
    Box(int width, long height) {
        super(width, height, 'b', true);
    }
}
