class Stock {
    final String name;
    int dozens;

    Stock(String name, int count) {
        this.name = name;
        this.dozens = count / 12;
    }

    public String toString() {
        return name + " " + dozens + " dozen";
    }
}
