class Crate extends Thing {
    int size = 1;

    void grow() {
        size = 4;
    }

    String text() {
        return "" + size;
    }
}
