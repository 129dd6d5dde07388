class Stock {
    final String name;
    int count;

    Stock(String name, int count) {
        this.name = name;
        this.count = count;
    }

    public String toString() {
        return name + " " + count;
    }
}
