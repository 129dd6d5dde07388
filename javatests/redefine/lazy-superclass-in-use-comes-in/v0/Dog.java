class Dog {
    public String toString() {
        return "Dog";
    }
}
