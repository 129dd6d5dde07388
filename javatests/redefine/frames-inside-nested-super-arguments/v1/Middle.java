class Middle extends Root {
    int m = 2;
    final int middle;

    Middle(int middle) {
        super(Main.ask(middle + 1));
        this.middle = middle;
    }

    public String toString() {
        return super.toString() + ", middle " + middle + " m " + m;
    }
}
