class Rectangle {
    final int w;
    final int h;

    Rectangle(int w, int h) {
        this.w = w;
        this.h = h;
    }

    int size() {
        return w * h;
    }
}
