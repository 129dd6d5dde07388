class Leaf extends Middle {
    int l = 3;
    final int leaf;

    Leaf(int leaf) {
        super(Main.ask(leaf + 6));
        this.leaf = leaf;
    }

    public String toString() {
        return super.toString() + ", leaf " + leaf + " l " + l;
    }
}
