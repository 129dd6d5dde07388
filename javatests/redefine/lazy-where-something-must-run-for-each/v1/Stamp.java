class Stamp {
    boolean inked = true;
    int size = 3;

    public String toString() {
        return "Stamp " + size + " inked " + inked;
    }
}
