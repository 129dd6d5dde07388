class Context {
    final String owner;
    int depth = 1;

    Context(String owner) {
        this.owner = owner;
    }

    public String toString() {
        return "context of " + owner + " " + depth;
    }
}
