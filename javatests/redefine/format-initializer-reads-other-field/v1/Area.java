class Area {
    int w;
    int h;
    String unit = "cm2";
    long area = (long) w * h;
    String label = area + " " + unit;

    String show() {
        return w + " x " + h + " = " + label;
    }
}
