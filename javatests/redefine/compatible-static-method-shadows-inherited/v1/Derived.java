class Derived extends Origin {
    static String origin() {
        return "derived";
    }
}
