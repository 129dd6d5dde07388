class Dog extends Pet {
    public String toString() {
        return "rex of " + owner;
    }
}
