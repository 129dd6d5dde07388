class Product {
    public String toString() {
        return "plain";
    }
}
