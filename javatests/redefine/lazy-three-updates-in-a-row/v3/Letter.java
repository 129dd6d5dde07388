class Letter {
    byte third = 3;
    private final String name;
    int first = 1;
    String second = "2";

    Letter(String name) {
        this.name = name;
    }

    void touch() {
        first += 100;
    }

    public String toString() {
        return name + third + "/" + first + "/" + second;
    }
}
