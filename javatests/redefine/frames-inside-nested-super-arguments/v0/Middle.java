class Middle extends Root {
    final int middle;

    Middle(int middle) {
        super(Main.ask(middle + 1));
        this.middle = middle;
    }

    public String toString() {
        return super.toString() + ", middle " + middle;
    }
}
