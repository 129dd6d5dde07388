class Product extends Priced {
    public String toString() {
        return name + " costs " + price;
    }
}
