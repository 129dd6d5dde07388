class Vec {
    int x;
    int y;

    Vec() {}

    Vec(int x, int y) {
        this.x = x;
        this.y = y;
    }
}
