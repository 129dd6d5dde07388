class Upper {
    int u = 2;
    int x = 1;

    String show() {
        return "x=" + x + " u=" + u;
    }
}
