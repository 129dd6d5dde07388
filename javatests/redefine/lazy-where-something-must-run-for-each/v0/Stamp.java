class Stamp {
    int size = 3;

    public String toString() {
        return "Stamp " + size;
    }
}
