class Grow {
    int n;
    int a = 10;
    int b = 20;

    Grow(int n) {
        this.n = n;
    }

    public String toString() {
        return "n=" + n + " a=" + a + " b=" + b;
    }
}
