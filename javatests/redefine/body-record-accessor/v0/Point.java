record Point(int x, int y) {
    public int y() {
        return y;
    }
}
