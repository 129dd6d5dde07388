class Pair {
    int right = 2;

    void set(int l, int r) {
        right = r;
    }

    public String toString() {
        return "? + " + right;
    }
}
