class Dog {
    public String toString() {
        return "rex";
    }
}
