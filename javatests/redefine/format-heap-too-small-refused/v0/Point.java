class Point {
    final int number;

    Point(int number) {
        this.number = number;
    }

    int extra() {
        return 0;
    }
}
