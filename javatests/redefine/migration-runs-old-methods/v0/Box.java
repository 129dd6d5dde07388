class Box extends Shape {
    float depth = 2.5f;

    Box(int width, long height) {
        super(width, height, 'b', true);
    }

    long area() {
        return (long) (mark == 'b' ? 10 * depth : 0);
    }
}
