class Grow {
    int n;
    int a = 10;

    Grow(int n) {
        this.n = n;
    }

    public String toString() {
        return "n=" + n + " a=" + a;
    }
}
