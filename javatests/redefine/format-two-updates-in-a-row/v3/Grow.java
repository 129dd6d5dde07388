class Grow {
    int n;
    int b = 20;

    Grow(int n) {
        this.n = n;
    }

    public String toString() {
        return "n=" + n + " b=" + b;
    }
}
