class Version {
    final int number;

    Version(int number) {
        this.number = number;
    }

    public String toString() {
        return "" + number;
    }
}
