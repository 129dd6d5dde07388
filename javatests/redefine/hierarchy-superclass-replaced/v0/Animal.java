class Animal {
    public String toString() {
        return "Animal";
    }
}
