class Point {
    final int number;
    byte[] name = new byte[100];

    Point(int number) {
        this.number = number;
    }

    int extra() {
        return 2;
    }
}
