class Part {
    static final int TEN = 10;

    boolean yes = true;
    byte small = -3;
    short less = 3000;
    char letter = '\u20ac';
    int seven = 7;
    int folded = TEN * TEN + 1;
    long wide = 1L << 40;
    float single = 0.5f;
    double twice = -1e300;
    String text = "te" + "xt";
    Object same = "text";
    String none = null;
    final int number;

    Part(int number) {
        this.number = number;
    }

    Part() {
        this.number = 0;
    }

    String show() {
        return yes + " " + small + " " + less + " " + (int) letter + " " + seven + " " + folded + " " + wide + " "
                + single + " " + twice + " " + text + " " + (same == text && same == "text") + " " + none;
    }
}
