class Root {
    final int root;

    Root(int root) {
        this.root = root;
    }

    public String toString() {
        return "root " + root;
    }
}
