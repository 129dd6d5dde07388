class Letter {
    private final String name;

    Letter(String name) {
        this.name = name;
    }

    void touch() {}

    public String toString() {
        return name;
    }
}
