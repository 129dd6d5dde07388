/** The larger fields come first in memory, and last here. */
class Field {
    byte steps = (byte) Math.abs(-2);
    int height = steps * 2;
    int unit = 10;
    long area = (long) height * unit;
    final int width;

    Field(int width) {
        this.width = width;
    }

    String show() {
        return "width " + width + ", steps " + steps + ", height " + height + ", area " + area;
    }
}
