class Grow {
    int n;

    Grow(int n) {
        this.n = n;
    }

    public String toString() {
        return "n=" + n;
    }
}
