class Context {
    final String owner;

    Context(String owner) {
        this.owner = owner;
    }

    public String toString() {
        return "context of " + owner;
    }
}
