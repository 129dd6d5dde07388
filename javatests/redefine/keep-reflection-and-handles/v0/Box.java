class Box {
    volatile int size = 5;

    String show() {
        return "size " + size;
    }

    private int secret() {
        return size;
    }
}
