class Dog extends Pet {
    public String toString() {
        grow();
        return super.toString();
    }
}
