class Version implements Comparable<Version> {
    final int number;

    Version(int number) {
        this.number = number;
    }

    public int compareTo(Version other) {
        return Integer.compare(number, other.number);
    }

    public String toString() {
        return "" + number;
    }
}
