class Upper {
    int x = 1;

    String show() {
        return "x=" + x;
    }
}
