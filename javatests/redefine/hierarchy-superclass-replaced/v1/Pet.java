class Pet extends Animal {
    String owner = "Ann";

    public String toString() {
        return "Pet of " + owner;
    }
}
