class Box {
    long weight = 100;
    String label = "tin";
    volatile int size = 50;

    String show() {
        return "new size " + size;
    }

    private int secret() {
        return size + (int) weight;
    }
}
