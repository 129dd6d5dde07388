class Crate extends Thing {
    void grow() {}

    String text() {
        return size;
    }
}
