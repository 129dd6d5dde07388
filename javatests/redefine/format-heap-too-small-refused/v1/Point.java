class Point {
    final int number;
    long a = 1, b, c, d, e, f, g, h, i, j, k, l, m, n;

    Point(int number) {
        this.number = number;
    }

    int extra() {
        return 1;
    }
}
