class Pair {
    int left = 1;
    int right = 2;

    void set(int l, int r) {
        left = l;
        right = r;
    }

    public String toString() {
        return left + " + " + right;
    }
}
