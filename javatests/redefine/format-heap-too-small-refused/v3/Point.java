class Point {
    final int number;
    int[] found = new int[0];
    int three = 3;

    Point(int number) {
        this.number = number;
    }

    int extra() {
        return three + found.length;
    }
}
