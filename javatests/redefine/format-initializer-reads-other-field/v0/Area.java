class Area {
    int w;
    int h;

    String show() {
        return w + " x " + h;
    }
}
