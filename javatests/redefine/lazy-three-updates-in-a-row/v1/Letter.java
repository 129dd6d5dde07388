class Letter {
    private final String name;
    int first = 1;

    Letter(String name) {
        this.name = name;
    }

    void touch() {
        first += 100;
    }

    public String toString() {
        return name + first;
    }
}
