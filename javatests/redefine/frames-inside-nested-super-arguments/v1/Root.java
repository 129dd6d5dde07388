class Root {
    int r = 1;
    final int root;

    Root(int root) {
        this.root = root;
    }

    public String toString() {
        return "root " + root + " r " + r;
    }
}
